"""The base images that the user has set on the screen, by the ID of the image built on them."""

from __future__ import annotations

from inspector.statefile import AnyPath, read_state, state_path, write_state

# Images; of more those that were set last are kept.
MOST_IMAGES = 1000
# More than any image has (see ``limits``): whatever is above is damage.
_MOST_LAYERS = 100_000


class BaseMemory:
    """Numbers of layers by image ID; without a path they are forgotten with the program."""

    def __init__(self, path: AnyPath | None = None) -> None:
        self._path = path
        self._known: dict[str, int] = {}

    def get(self, image_id: str) -> int | None:
        """Return how many layers the user has set, 0 for "no base image"; None: nothing."""
        return self._read().get(image_id)

    def set(self, image_id: str, layers: int | None) -> None:
        """Remember what the user has set; None forgets it."""
        known = self._read()  # another screen may have remembered something meanwhile
        known.pop(image_id, None)
        if layers is not None:
            known[image_id] = layers
        self._known = dict(list(known.items())[-MOST_IMAGES:])
        if self._path is not None:
            write_state(self._path, {"bases": self._known})

    def _read(self) -> dict[str, int]:
        if self._path is None:
            return self._known
        found = read_state(self._path).get("bases")
        if not isinstance(found, dict):
            return {}
        return {
            name: layers
            for name, layers in found.items()
            if type(layers) is int and 0 <= layers <= _MOST_LAYERS
        }


def base_memory() -> BaseMemory:
    """Return what this user has set."""
    return BaseMemory(state_path("bases.json"))
