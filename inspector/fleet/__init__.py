"""Many images: each layer read once however many share it, and all that is found as tables."""
