"""Rules of a team for its images, and their verdict."""
