"""What ``dive --json FILE`` writes: the same fields and values, a layer a line.

Source: dive's ``export/export.go``. Text is as Go writes it: U+FFFD for bytes that are no UTF-8.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from inspector.exports.log_commands import without_commands
from inspector.rules.report import Report
from inspector.text import repaired

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.analyses.audit import Audit
    from inspector.analyses.dive import DiveFile
    from inspector.analyses.dive.layers import DiveFileInfo, DiveLayer
    from inspector.rules.report import AnyReport


def render(reports: Sequence[AnyReport]) -> str:
    """Return dive's object, or an array of several; dive has nothing for what cannot be read."""
    texts = [_audit(each.audit) for each in reports if isinstance(each, Report)]
    if len(reports) > 1:
        return "[\n" + ",\n".join(texts) + "\n]\n"
    return "".join(f"{text}\n" for text in texts)


def _audit(audit: Audit) -> str:
    layers = audit.dive_layers or ()
    lines = ",\n".join(f"    {json.dumps(_layer(each))}" for each in layers)
    image = json.dumps(_image(audit, sum(each.size for each in layers)))
    text = f'{{\n  "layer": [\n{lines}\n  ],\n  "image": {image}\n}}'
    return without_commands(text, r"\u0023")


def _layer(layer: DiveLayer) -> dict[str, object]:
    return {
        "index": layer.index,
        "id": repaired(layer.id),
        "digestId": layer.digest,
        "sizeBytes": layer.size,
        "command": repaired(layer.command),
        "fileList": [_file(each) for each in layer.files],
    }


def _file(info: DiveFileInfo) -> dict[str, object]:
    return {
        "path": repaired(info.path),
        "typeFlag": info.type_flag,
        "linkName": repaired(info.link),
        "size": info.size,
        "fileMode": info.mode,
        "uid": info.uid,
        "gid": info.gid,
        "isDir": info.is_dir,
    }


def _image(audit: Audit, size: int) -> dict[str, object]:
    figures = audit.dive
    return {
        "sizeBytes": size,
        "inefficientBytes": figures.wasted_bytes,
        "efficiencyScore": figures.efficiency,
        "fileReference": [_reference(each) for each in reversed(figures.files)],
    }


def _reference(file: DiveFile) -> dict[str, object]:
    return {"count": file.count, "sizeBytes": file.bytes, "file": repaired(file.path)}
