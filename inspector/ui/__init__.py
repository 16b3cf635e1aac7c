"""The terminal screen: the only room that knows Textual."""
