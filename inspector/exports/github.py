"""Outputs of a step of GitHub Actions: ``name=value``, a line each.

Source: GitHub's "Workflow commands", environment files: what follows a line end is another output.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.rules.report import Report, Status
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from inspector.rules.report import AnyReport

# What each tells; of several images sums, and the verdict of all. Sizes are bytes.
OUTPUTS = {
    "verdict": "fail if a rule failed, else error if an image could not be read, else pass",
    "size": "sum of the layers in bytes, as docker images shows it",
    "layers": "number of layers",
    "stored-bytes": "bytes of all files that are stored",
    "live-bytes": "those that the final image shows",
    "wasted-bytes": "those that it does not show",
    "efficiency": "live over stored bytes, from 0 to 1",
    "findings": "number of findings",
    "failed-rules": "keys of the rules that failed, with commas between",
    "unreadable": "number of images that could not be read",
}


def outputs(reports: Sequence[AnyReport]) -> str:
    """Return the lines; no value has a line end."""
    values = _values(reports)
    return "".join(f"{name}={printable(values[name])}\n" for name in OUTPUTS)


def _values(reports: Sequence[AnyReport]) -> Mapping[str, str]:
    read = [each for each in reports if isinstance(each, Report)]
    audits = [each.audit for each in read]
    stored = sum(each.usage.stored_bytes for each in audits)
    live = sum(each.usage.live_bytes for each in audits)
    failed = (rule.rule for each in read for rule in each.rules if rule.status is Status.FAIL)
    return {
        "verdict": _verdict(reports),
        "size": str(sum(layer.usage.size for each in audits for layer in each.layers)),
        "layers": str(sum(len(each.layers) for each in audits)),
        "stored-bytes": str(stored),
        "live-bytes": str(live),
        "wasted-bytes": str(stored - live),
        "efficiency": f"{live / stored if stored else 1.0:.6g}",
        "findings": str(sum(len(each.findings) for each in audits)),
        "failed-rules": ",".join(dict.fromkeys(failed)),
        "unreadable": str(len(reports) - len(read)),
    }


def _verdict(reports: Sequence[AnyReport]) -> str:
    if any(isinstance(each, Report) and each.has_failed for each in reports):
        return "fail"
    return "pass" if all(isinstance(each, Report) for each in reports) else "error"
