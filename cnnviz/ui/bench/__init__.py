"""What the pages with a stage share: inputs to choose from, edits, files to take away."""
