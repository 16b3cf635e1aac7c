"""Where the bytes are: what each layer stored and changed, what is wasted and why.

A stored payload (one inode in one layer) is wasted when none of its names is visible in the
final tree. ``efficiency`` is live stored bytes over all stored bytes.
"""

from inspector.analyses.usage.accounting import layer_sizes, usage, wasted_version
from inspector.analyses.usage.model import Cause, LayerUsage, Usage, Waste

__all__ = ["Cause", "LayerUsage", "Usage", "Waste", "layer_sizes", "usage", "wasted_version"]
