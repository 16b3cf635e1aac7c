"""What is in it? The file tree and its filter."""
