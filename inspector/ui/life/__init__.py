"""Which layers wrote, changed or hid a path."""
