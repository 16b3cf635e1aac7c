"""Layerscope: a terminal inspector for container images."""

__version__ = "0.1.0"
