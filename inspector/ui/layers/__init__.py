"""Which layer? The list of layers and all details of one."""
