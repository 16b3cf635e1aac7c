"""The screen in a browser: a page, and one process of the program for each tab that shows it."""
