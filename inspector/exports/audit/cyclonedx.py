"""The packages of an image as a bill of materials: CycloneDX 1.6 in JSON, by its own library.

An image is a component of type container, its packages lie in it. What a package costs, and which
layer brought it, are properties: ``layerscope:layer``, ``:diff_id``, ``:files``, ``:bytes``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cyclonedx.model import Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from inspector import __version__
from inspector.exports.log_commands import without_commands
from inspector.formats.choice import labels
from inspector.rules.report import Report
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inspector.analyses.audit import Audit
    from inspector.packages import Package
    from inspector.rules.report import AnyReport

# In CycloneDX since 1.6.
_LONGEST_VERSION = 1024


def render(reports: Sequence[AnyReport]) -> str:
    """Return one document: on the image, or on several with their packages in each.

    Nothing where no image could be read.
    """
    audits = [each.audit for each in reports if isinstance(each, Report)]
    if not audits:
        return ""
    bom = Bom()
    bom.metadata.tools.components.add(
        Component(type=ComponentType.APPLICATION, name="layerscope", version=__version__)
    )
    if len(audits) == 1:
        bom.metadata.component = _image(audits[0])
        bom.components = _packages(audits[0], "")
        bom.register_dependency(bom.metadata.component, bom.components)
    else:
        for number, audit in enumerate(audits):
            image = _image(audit, f"{number}:")
            image.components = _packages(audit, f"{number}:")
            bom.components.add(image)
    return without_commands(JsonV1Dot6(bom).output_as_string(indent=2), r"\u0023") + "\n"


def _image(audit: Audit, prefix: str = "") -> Component:
    found = audit.packages
    unowned = [] if found is None else [_property("unowned_bytes", found.unowned_bytes)]
    return Component(
        type=ComponentType.CONTAINER,
        name=printable(next(iter(labels(audit.names)), audit.reference)),
        version=printable(audit.id),
        bom_ref=f"{prefix}image",
        properties=unowned,
    )


def _packages(audit: Audit, prefix: str) -> Iterator[Component]:
    for row in audit.packages.rows if audit.packages is not None else ():
        yield _package(row, audit.layers[row.layer].diff_id, prefix)


def _package(row: Package, diff_id: str | None, prefix: str) -> Component:
    group, _, name = row.name.rpartition("/")
    properties = [
        _property("layer", row.layer),
        _property("files", row.files),
        _property("bytes", row.bytes),
    ]
    if diff_id is not None:
        properties.append(_property("diff_id", printable(diff_id)))
    return Component(
        type=ComponentType.LIBRARY,
        name=printable(name),
        group=printable(group) or None,
        version=printable(row.version)[:_LONGEST_VERSION],
        purl=PackageURL.from_string(row.purl),
        bom_ref=f"{prefix}{row.layer}:{row.purl}",
        properties=properties,
    )


def _property(name: str, value: object) -> Property:
    return Property(name=f"layerscope:{name}", value=str(value))
