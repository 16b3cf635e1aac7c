"""Findings about what an image holds and how it is made: leftovers, permissions, layers, users.

What only reading and merging can see (damage, ambiguous headers) is found there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.analyses.checks.accounts import account_findings
from inspector.analyses.checks.configuration import configuration_findings
from inspector.analyses.checks.core_dumps import core_dump_findings
from inspector.analyses.checks.layers import layer_findings
from inspector.analyses.checks.leftovers import leftover_findings
from inspector.analyses.checks.permissions import permission_findings
from inspector.analyses.checks.steps import Steps
from inspector.analyses.checks.sweep import sweep

if TYPE_CHECKING:
    from inspector.analyses.base_image import BaseImage
    from inspector.analyses.usage import Usage
    from inspector.findings import Finding
    from inspector.reading.contents import Contents
    from inspector.reading.image import Image
    from inspector.tree import Tree


def check_findings(
    image: Image, tree: Tree, contents: Contents, found: Usage, base: BaseImage | None
) -> list[Finding]:
    """Return the findings, base layer first, of each kind at most ``Limits.findings_per_kind``."""
    most = image.limits.findings_per_kind
    swept = sweep(tree, [tree.merged(each.index, each.entries) for each in image.layers])
    steps = Steps(image, base)
    checked = [
        *configuration_findings(image),
        *account_findings(tree, contents),
        *leftover_findings(tree, swept, steps, most),
        *core_dump_findings(swept, image.layers, contents, most),
        *permission_findings(swept, most),
        *layer_findings(image, found, steps, most),
    ]
    return sorted(checked, key=lambda each: -1 if each.layer is None else each.layer)
