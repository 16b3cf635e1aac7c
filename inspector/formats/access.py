"""How the user wants images to be had."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

from inspector.limits import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.registry import RegistrySettings


def say_nothing(message: str) -> None:
    """Tell no one."""
    del message


class Access(msgspec.Struct, frozen=True):
    """What options say of how an image is had, whichever it is.

    Attributes:
        pause: Whether a container is paused while its engine copies what it wrote.
        mirrors: Hosts that are asked for the images of docker.io first.
        insecure: Hosts of registries that need no TLS, or prove nothing by it.
        keeps: Whether what registries give is kept for the next time.
        asks_registries: Whether the registry of a bare name is asked, too, where no engine has it.
        tell: Is called with one line where it cannot be kept.
        limits: What the image may cost.

    """

    pause: bool = False
    mirrors: tuple[str, ...] = ()
    insecure: tuple[str, ...] = ()
    keeps: bool = True
    asks_registries: bool = True
    tell: Callable[[str], None] = say_nothing
    limits: Limits = DEFAULT_LIMITS

    def registry_settings(self) -> RegistrySettings:
        """Return how registries are reached by these, and by the user's settings."""
        from inspector.registry import RegistrySettings  # few images are in one

        return RegistrySettings.from_environment(
            os.environ, mirrors=self.mirrors, insecure=self.insecure
        )


USUAL = Access()
