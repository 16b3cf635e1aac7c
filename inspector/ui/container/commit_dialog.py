"""Makes an image of the container: says what it would be, asks where to write it, writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from inspector.container.commit import Committed, save
from inspector.language import N_, _
from inspector.text import counted, human_size
from inspector.ui.kit.path_details import shortened
from inspector.ui.kit.save_dialog import SaveDialog
from inspector.ui.session.session import CommittedImage

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.io.progress import Progress
    from inspector.ui.container.views import Views
    from inspector.ui.session.container import Container
    from inspector.ui.session.session import Session

_LONGEST = 300


class CommitDialog(SaveDialog[Committed]):
    """What the image would be, and what was written."""

    TITLE: ClassVar[str] = N_("Commit the container")
    FILE = "./committed.tar"
    HELP = N_("""\
## Commit

Makes an image of the container: the writable layer becomes one more layer, with a row of history.
What is hidden stays stored in the layers below.
""")

    def __init__(
        self, session: Session, container: Container, views: Views, image_bytes: int
    ) -> None:
        super().__init__(session)
        self._container = container
        self._views = views
        self._image_bytes = image_bytes

    @property
    def _command(self) -> str:
        """What the row of history says."""
        return f"/bin/sh -c {'; '.join(self._container.lines)}"

    @property
    def plan(self) -> str:
        size = self._views.stored_bytes
        layers = len(self.session.image.layers)
        paths, shown = counted(len(self._views.layer), "path"), human_size(size)
        before, after = map(human_size, (self._image_bytes, self._image_bytes + size))
        lines = [
            _("One more layer, number {layer}: {paths}, {size}.").format(
                layer=layers, paths=paths, size=shown
            ),
            _("Its row in the history:  {command}  {size}").format(
                command=shortened(self._command, _LONGEST), size=shown
            ),
            _("The image: {before} now, {after} afterwards.").format(before=before, after=after),
        ]
        hidden = self._views.cost.hidden_bytes
        if hidden:
            told = _("{size} are hidden and stay stored in the layers below.")
            lines.append(told.format(size=human_size(hidden)))
        return "\n".join(lines)

    def save(self, path: Path, tag: str | None, progress: Progress) -> Committed:
        """Write the image with the writable layer on top."""
        return save(
            self.session.image,
            self._container.filesystem,
            path,
            tag,
            self._command,
            progress=progress,
        )

    def saved(self, found: Committed, path: Path) -> str:
        """Note the image, and say where it is."""
        paths = frozenset(each.row.path for each in self._views.layer)
        layers = len(self.session.image.layers) + 1
        self.session.committed = CommittedImage(layers, found.stored_bytes, paths)
        return _("Written: {path}\nID {id}").format(path=path, id=found.id)
