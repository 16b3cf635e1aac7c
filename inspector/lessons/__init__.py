"""Lessons: data files in, what is done and what is left to do out; they know no screen."""
