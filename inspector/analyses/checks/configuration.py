"""What the configuration says of how a container starts, and the names of the image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.findings import Finding
from inspector.formats.choice import labels, normal_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inspector.reading.image import Image
    from inspector.spec import ContainerConfig

_ROOT = frozenset({"", "0", "root"})


def configuration_findings(image: Image) -> Iterator[Finding]:
    """Yield what is wrong with the configuration of an image of Linux."""
    config = image.config.config
    if image.config.os not in {None, "", "linux"}:
        return
    if config is None or (config.user or "").partition(":")[0] in _ROOT:
        yield Finding("runs-as-root")
    if config is None or not _has_healthcheck(config):
        yield Finding("no-healthcheck")
    names = labels(image.source.names)
    if names and all(_tag(each) == "latest" for each in names):
        yield Finding("latest-tag", detail=names[0])


def _tag(name: str) -> str:
    """Return the tag of a name; archives of OCI may give a tag alone."""
    is_whole = "/" in name or ":" in name
    return normal_name(name).rpartition(":")[2] if is_whole else name


def _has_healthcheck(config: ContainerConfig) -> bool:
    test = config.healthcheck.test if config.healthcheck is not None else None
    return bool(test) and test != ["NONE"]
