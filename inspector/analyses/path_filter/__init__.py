"""A line that narrows a tree down, taken apart and asked of paths."""
