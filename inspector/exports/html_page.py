"""A page of plain tables: one file, without a script, nothing loaded from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from inspector import __version__
from inspector.exports.html_text import escaped
from inspector.language import _, chosen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_STYLE = """
:root { color-scheme: light dark; }
body { font: 14px/1.5 system-ui, sans-serif; max-width: 1320px; margin: 0 auto; padding: 20px; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 3px 10px; border-bottom: 1px solid #8884; }
td { overflow-wrap: anywhere; }
.right { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.foreign, pre { font-family: ui-monospace, monospace; font-size: 12px; }
pre { overflow-x: auto; border: 1px solid #8884; padding: 8px; }
summary { font-size: 1.2em; font-weight: 600; margin: 14px 0 6px; cursor: pointer; }
"""


def head(title: str) -> Iterator[str]:
    """Yield a page up to its body."""
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    yield f'<!doctype html>\n<html lang="{chosen().replace("_", "-")}">\n<head>'
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escaped(title)} - Layerscope</title>"
    yield f"<style>{_STYLE}</style>\n</head>\n<body>"


def table(
    title: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[str]]
) -> Iterator[str]:
    """Yield a table that can be folded; ``columns`` are their titles, each with its class or ""."""
    kinds = [f' class="{kind}"' if kind else "" for _name, kind in columns]
    yield f"<details open><summary>{escaped(title)}</summary><table><thead><tr>"
    for (name, _kind), kind in zip(columns, kinds, strict=True):
        yield f'<th scope="col"{kind}>{escaped(name)}</th>'
    yield "</tr></thead><tbody>"
    for row in rows:
        cells = zip(row, kinds, strict=True)
        yield f"<tr>{''.join(f'<td{kind}>{escaped(cell)}</td>' for cell, kind in cells)}</tr>"
    yield "</tbody></table></details>"


def end() -> str:
    """Return a page from the end of what it says."""
    footer = _("Made by Layerscope {version}. Nothing is loaded from elsewhere.")
    return f"<footer>{escaped(footer.format(version=__version__))}</footer>\n</body>\n</html>"
