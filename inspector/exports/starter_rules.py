"""A rule file to start from: thresholds that an image just passes, and what each of them means."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from inspector.exports.log_commands import without_commands
from inspector.findings import Level
from inspector.formats.choice import labels
from inspector.text import human_size, printable

if TYPE_CHECKING:
    from inspector.analyses.audit import Audit

# How much larger than what was measured sizes and the number of layers may be.
_ROOM_PERCENT = 10
# Waste that is too little to matter: a share of the image, and of a large one so many bytes.
_LITTLE_PERCENT = 1
_LITTLE = 1_000_000
_UNITS = ("B", "kB", "MB", "GB", "TB", "PB", "EB")

_TEXT = """\
# Rules for `layerscope audit`, which reads this file from the current folder.
# The thresholds were measured on {image} and leave some room.
# Each key is an option, too (--max-size 500MB), which overrides it. "disabled" turns a rule off.

[audit]
# Size of the image as `docker images` shows it. Measured: {size}.
max_size = "{max_size}"

# Number of layers. Measured: {layers}.
max_layers = {max_layers}

# Size of the largest layer as `docker history` shows it. Measured: {layer_size}.
max_layer_size = "{max_layer_size}"

# Bytes that are stored, but not visible in the final image. Measured: {wasted}.
max_wasted_bytes = "{max_wasted}"

# The same as a share of the stored bytes. Measured: {share}.
# With less waste than min_wasted_bytes, the share does not matter.
max_wasted_share = "{max_share}"
min_wasted_bytes = "{min_wasted}"

# Visible bytes as a share of the stored bytes. Measured: {efficiency}.
min_efficiency = {min_efficiency}

# Findings that fail the audit, and findings that it warns of: ids such as "layer-damaged", patterns
# of ids such as "hardlink-*", or levels ("note", "warning", "error"). A level includes those above.
{fail_on}
warn_on = ["warning"]

# Paths that no layer may contain, even if a later layer removes them.
# forbid = ["*.pem", "/root/.ssh", "**/.git"]

# Paths where no bytes may be wasted.
# deny_waste = ["/var/cache", "/var/lib/apt/lists"]

# With --baseline FILE, an earlier `layerscope audit --json`: most growth of the image and of its
# wasted bytes as a size or a percentage, and whether a finding that is not in the baseline fails
# the audit.
# max_growth = "5%"
# max_wasted_growth = "1MB"
# fail_on_new = true

# Findings that are accepted: listed, but not counted. At least an id or a path; after the day in
# `until` they count again.
# [[audit.ignore]]
# id = "duplicate-path"
# path = "/etc/example.conf"
# reason = "why this is accepted"
# until = 2030-12-31
"""


def starter_rules(audit: Audit) -> str:
    """Return the text of a rule file that the image passes."""
    usage = audit.usage
    largest = max((layer.usage.size for layer in audit.counted_layers), default=0)
    share = 1.0 - usage.efficiency
    little = min(_LITTLE, audit.counted_size * _LITTLE_PERCENT // 100)
    return _TEXT.format(
        image=_named(audit),
        size=human_size(audit.counted_size),
        max_size=_written(_roomy(audit.counted_size)),
        layers=len(audit.counted_layers),
        max_layers=_roomy(len(audit.counted_layers)),
        layer_size=human_size(largest),
        max_layer_size=_written(_roomy(largest)),
        wasted=human_size(usage.wasted_bytes),
        max_wasted=_written(_roomy(max(usage.wasted_bytes, little))),
        min_wasted=_written(little),
        share=f"{share:.1%}",
        max_share=f"{min(100, max(math.ceil(100 * share), _LITTLE_PERCENT) + 1)}%",
        efficiency=f"{usage.efficiency:.3f}",
        min_efficiency=max(0, math.floor(100 * usage.efficiency) - 1) / 100,
        fail_on=_fail_on(audit),
    )


def _named(audit: Audit) -> str:
    names = ", ".join(labels(audit.names)) or audit.reference
    return without_commands(printable(f"{names} ({audit.platform})" if audit.platform else names))


def _fail_on(audit: Audit) -> str:
    errors = {each.id for each in audit.findings if each.level is Level.ERROR}
    if not errors:
        return 'fail_on = ["error"]'
    return f'# fail_on = ["error"]  # the image has {", ".join(sorted(errors))}'


def _roomy(measured: int) -> int:
    """Return a size or a number with some room, at least 1 unless nothing was measured."""
    return measured + -(-measured * _ROOM_PERCENT // 100)


def _written(size: int) -> str:
    """Return a size rounded up to two digits: ``210MB``."""
    step = 10 ** max(0, len(str(size)) - 2)
    rounded = -(-size // step) * step
    power = min((len(str(rounded)) - 1) // 3, len(_UNITS) - 1)
    return f"{rounded / 1000**power:g}{_UNITS[power]}"
