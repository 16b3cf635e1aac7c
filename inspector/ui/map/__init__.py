"""Where are the bytes? The image as boxes."""
