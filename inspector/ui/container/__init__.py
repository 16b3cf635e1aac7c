"""What would a container write? A prompt, the writable layer, the merged view, the image."""
