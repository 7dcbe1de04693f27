"""What is behind the page of receptive fields."""
