"""Every key of the screen, and which of them the user has changed."""
