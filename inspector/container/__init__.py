"""The imagined writable layer of a container on top of an image."""
