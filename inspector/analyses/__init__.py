"""Pure functions from a tree to frozen results."""
