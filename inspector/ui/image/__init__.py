"""What would it start? The configuration."""
