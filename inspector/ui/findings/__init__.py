"""What is suspicious in the image? The list of findings."""
