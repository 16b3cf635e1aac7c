"""What each row of a history means, what a container starts, what a changed step costs."""

from inspector.analyses.explain.cache import Cache, Rebuild, rebuild, uncached
from inspector.analyses.explain.model import (
    BuildStep,
    Explanation,
    Form,
    LayerEffect,
    Setting,
    StepKind,
    StepOrigin,
)
from inspector.analyses.explain.process import StartedProcess, process
from inspector.analyses.explain.steps import explained

__all__ = [
    "BuildStep",
    "Cache",
    "Explanation",
    "Form",
    "LayerEffect",
    "Rebuild",
    "Setting",
    "StartedProcess",
    "StepKind",
    "StepOrigin",
    "explained",
    "process",
    "rebuild",
    "uncached",
]
