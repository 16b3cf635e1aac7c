"""What was stored and hidden again: bytes that no one sees."""
