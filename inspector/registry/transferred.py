"""What went over the network."""

from __future__ import annotations

from threading import Lock


class Transferred:
    """Bytes of all bodies that came, and the requests that were answered; thread-safe."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.received = 0
        self.requests = 0

    def add(self, *, received: int = 0, requests: int = 0) -> None:
        """Count some more."""
        with self._lock:
            self.received += received
            self.requests += requests
