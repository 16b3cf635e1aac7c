"""The parts of the main screen, one a file: keys, help and style included."""
