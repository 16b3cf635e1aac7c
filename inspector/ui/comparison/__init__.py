"""How do two images differ? Their layers, configuration, packages, history, findings."""
