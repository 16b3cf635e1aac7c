"""How was it made? The recipe."""
