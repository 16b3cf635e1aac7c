"""How does the image grow? The build, played one instruction at a time."""
