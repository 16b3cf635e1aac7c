"""The line on top: the image and its totals."""
