"""Bytes of a file: by offset, and ahead of who asks for them."""
