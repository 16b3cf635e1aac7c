"""The screen of two images: panes of several features beside each other."""
