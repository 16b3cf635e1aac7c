"""Fuzzing of what reads foreign bytes: ``python -m fuzz --list``; see docs/reliability.md."""
