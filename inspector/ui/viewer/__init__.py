"""What is inside a file, and what a layer changed in it."""
