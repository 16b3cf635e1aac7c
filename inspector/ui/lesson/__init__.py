"""A lesson over the very screen that it teaches: its panel, its goal, its solution played."""
