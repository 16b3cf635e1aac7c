"""The commands of README.md, SECURITY.md and docs/*.md: found, placed in a class, and run."""
