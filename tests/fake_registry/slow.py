"""A registry that is slow with one blob."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.fake_registry.server import FakeRegistry


class SlowBlob(dict[str, bytes]):
    """In the place of ``registry.blobs``: from the first of some on, bodies come byte by byte."""

    def __init__(self, registry: FakeRegistry, *digests: str) -> None:
        super().__init__(registry.blobs)
        self._registry = registry
        self._digests = digests
        self.is_asked = Event()
        registry.blobs = self

    def get(self, key: str, default: object = None) -> Any:  # noqa: ANN401  as the base has it
        """Return a blob."""
        if key in self._digests:
            self._registry.behaviour.pause = 0.01
            self.is_asked.set()
        return super().get(key, default)
