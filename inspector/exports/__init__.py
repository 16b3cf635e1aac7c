"""Finished results in, bytes out: reports and the output of other programs, no thinking."""
