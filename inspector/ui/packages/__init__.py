"""What was installed, by whom, how large? The list of packages."""
