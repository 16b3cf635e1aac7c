"""What is known of the image on the screen, and what is chosen."""
