"""Which layer answers for a path: the layers from the top down."""
