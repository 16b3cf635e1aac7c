"""The keys as the user has them."""
