"""What reports say in words, the same in each; nothing of it is printable yet."""
