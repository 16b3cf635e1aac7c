"""The base image: which layers came with it, and how that is known."""

from inspector.analyses.base_image.find import base_image
from inspector.analyses.base_image.given import given_base, remembered_base
from inspector.analyses.base_image.model import BaseImage, GivenBase, Sign, Source

__all__ = [
    "BaseImage",
    "GivenBase",
    "Sign",
    "Source",
    "base_image",
    "given_base",
    "remembered_base",
]
