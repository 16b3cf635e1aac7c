"""What surrounds the features: the application, its main screen, keys, help and palette."""
