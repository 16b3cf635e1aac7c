"""What the user has set for registries: by options, in the environment, in the files of engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class RegistrySettings(msgspec.Struct, frozen=True, kw_only=True):
    """How registries are reached, and how long one waits for them."""

    # Seconds in which ``floor`` bytes at least have to come, or what is left; and until a name is
    # resolved, a connection made, an answer begun.
    patience: float = 30.0
    floor: int = 16 << 10

    @classmethod
    def from_environment(
        cls,
        environment: Mapping[str, str],
        *,
        mirrors: Sequence[str] = (),
        insecure: Sequence[str] = (),
    ) -> Self:
        """Return the settings of a user: ``os.environ``, ``--mirror``, ``--insecure-registry``.

        ``mirrors`` are those of docker.io. Raises UsageError for a host that is none, and for a
        ``registries.conf`` that cannot be understood.
        """
        raise NotImplementedError
