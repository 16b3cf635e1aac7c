"""Widgets that know no image: lists, bars and the fitting of text into cells."""
