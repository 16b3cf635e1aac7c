"""A history explained: sentences, text for people, JSON for programs."""
