"""What commands build on: options, opening an image, streams, and errors in one line."""
