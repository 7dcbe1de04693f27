"""What the project measures of itself; `python -m cnnviz benchmark` prints it."""
