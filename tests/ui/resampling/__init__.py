"""What is behind the page of pooling and upsampling."""
