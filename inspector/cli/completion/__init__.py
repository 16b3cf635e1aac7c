"""Completion by the TAB key: what was typed, what could stand there, how shells are told."""
