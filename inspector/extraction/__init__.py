"""Files of an image, written below one directory."""
