"""Writes a path of the image to a folder."""
