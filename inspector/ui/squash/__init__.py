"""Writes the image with layers made one."""
