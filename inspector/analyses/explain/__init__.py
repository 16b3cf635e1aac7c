"""What each row of a history means, what a container starts, what a changed step costs."""

from inspector.analyses.explain.cache import Cache, Rebuild, rebuild, uncached
from inspector.analyses.explain.model import (
    Explanation,
    Form,
    Kind,
    LayerEffect,
    Origin,
    Setting,
    Step,
)
from inspector.analyses.explain.process import Process, process
from inspector.analyses.explain.steps import explained

__all__ = [
    "Cache",
    "Explanation",
    "Form",
    "Kind",
    "LayerEffect",
    "Origin",
    "Process",
    "Rebuild",
    "Setting",
    "Step",
    "explained",
    "process",
    "rebuild",
    "uncached",
]
