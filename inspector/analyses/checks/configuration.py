"""What the configuration says of how a container starts, and the names of the image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.findings import Finding
from inspector.formats.choice import labels

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
    latest = [each for each in labels(image.source.names) if each.endswith(":latest")]
    if latest:
        yield Finding("latest-tag", detail=latest[0])


def _has_healthcheck(config: ContainerConfig) -> bool:
    test = config.healthcheck.test if config.healthcheck is not None else None
    return bool(test) and test != ["NONE"]
