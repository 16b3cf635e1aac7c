"""From a source to each layer's entries and bytes."""
