"""The history of an image: its rows, their instructions, and which layer each made."""
