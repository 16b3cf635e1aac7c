"""The command palette: its screen, its lines, and which of them are meant by what is typed."""
