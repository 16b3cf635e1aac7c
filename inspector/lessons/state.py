"""What a learner is looking at, and has done so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.container.filesystem import Filesystem
    from inspector.container.stat import UpperRow


@dataclass(frozen=True)
class CommitState:
    """The image that a commit made.

    Attributes:
        layers: How many layers it has, the new one included.
        bytes: The new layer's SIZE, as docker history has it.
        paths: What the new layer holds, whiteouts by the paths that they hide.

    """

    layers: int
    bytes: int
    paths: frozenset[str]


@dataclass(frozen=True)
class LessonState:
    """One moment; the screen gives one after each change.

    Attributes:
        screen: Which screen is on top, dialogs left out: a ``model.Screen``.
        tab: The tab of the main screen that is open: a ``model.Tab``.
        layer: The layer that is chosen there; None at a step without one.
        path: The path under the cursor, or that the screen on top shows; not printable.
        mode: Which paths the files show: a ``model.Mode``.
        upper: The rows of the writable layer; none without a container.
        container: Its file system, None without one.
        is_fresh: Whether the container was removed since the lesson began, and a new one runs.
        argv: What ``docker run`` starts, with the arguments that are typed.
        changed: The row of the Dockerfile that the played build counts as changed, from 0.
        no_cache: Whether it builds everything anew.
        committed: What the last commit made, None without one.

    """

    screen: str = "main"
    tab: str = "files"
    layer: int | None = None
    path: str | None = None
    mode: str = "changes"
    upper: Sequence[UpperRow] = ()
    container: Filesystem | None = None
    is_fresh: bool = False
    argv: Sequence[str] = ()
    changed: int | None = None
    no_cache: bool = False
    committed: CommitState | None = None
