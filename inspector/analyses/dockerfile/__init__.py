"""The recipe of an image: its Dockerfile, as far as history and configuration tell."""

from inspector.analyses.dockerfile.model import Note, Recipe, RecipeStep
from inspector.analyses.dockerfile.recipe import UNKNOWN_BASE, dockerfile

__all__ = ["UNKNOWN_BASE", "Note", "Recipe", "RecipeStep", "dockerfile"]
