"""The figures that dive 0.13 prints for the same layers, corner cases included.

Source: dive's ``filetree/efficiency.go``, ``filetree/file_tree.go``, ``filetree/file_node.go``,
``image/analysis.go``; checked against its binary. They are not Layerscope's own idea of waste.

dive gives each layer a tree of its own, counts the leaves in the order of their names, and asks
what a whiteout hides of the layers below, stacked anew for each whiteout. Here one stack grows
with the layers, so that the cost follows the entries. Nothing recurses.
"""

from inspector.analyses.dive.figures import DiveFigures, DiveFile, dive_figures

__all__ = ["DiveFigures", "DiveFile", "dive_figures"]
