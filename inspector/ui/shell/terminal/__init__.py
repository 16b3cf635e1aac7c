"""The terminal: what is written to it, and how it is left by keys, signals and faults."""
