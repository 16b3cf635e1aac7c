"""Makes layers of the image one: says what that gives back, asks where to write it, writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from inspector.analyses.squashed import SquashReport, squash_report
from inspector.exports.sentences.base_image import layers_named
from inspector.exports.squash import not_smaller, report_lines
from inspector.language import N_, _
from inspector.reading.contents import Contents
from inspector.reading.image import Image
from inspector.text import human_size
from inspector.tree import Tree
from inspector.ui.kit.save_dialog import SaveDialog
from inspector.writing.squash import squash

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.analyses.usage import Usage
    from inspector.io.progress import Progress
    from inspector.ui.session.session import Session


class SquashDialog(SaveDialog[SquashReport]):
    """What squashing would give back, and what it has given."""

    TITLE: ClassVar[str] = N_("Squash layers")
    FILE = "./squashed.tar"
    HELP = N_("""\
## Squash

Writes the image with several layers merged into one: those of the range, of the row of the waste,
or all above the base image. The new layer stores only what can still be seen; the files of the
image, its configuration and all other layers stay as they are.
""")

    def __init__(self, session: Session, usage: Usage, layers: range) -> None:
        super().__init__(session)
        self._usage = usage
        self._layers = layers

    @property
    def plan(self) -> str:
        """What becomes one, and what that gives back."""
        usage, count = self._usage, len(self._layers)
        stored = sum(usage.layers[each].stored_bytes for each in self._layers)
        wasted = sum(usage.layers[each].wasted_bytes for each in self._layers)
        lines = [
            _("One layer for {layers}: {stored} stored, {wasted} of it hidden.").format(
                layers=layers_named(self._layers[0], self._layers[-1]),
                stored=human_size(stored),
                wasted=human_size(wasted),
            ),
            _("The image: {before} layers now, {after} afterwards.").format(
                before=len(usage.layers), after=len(usage.layers) - count + 1
            ),
            _("Its files: {before} stored now, {after} afterwards.").format(
                before=human_size(usage.stored_bytes),
                after=human_size(usage.stored_bytes - wasted),
            ),
        ]
        if not wasted:
            lines.append(not_smaller(is_all_seen=True))
        return "\n".join(lines)

    def save(self, path: Path, tag: str | None, progress: Progress) -> SquashReport:
        """Write the image with the layers made one."""
        image, tree = self._whole(progress)
        made = squash(image, tree, Contents(image), self._layers, path, tag=tag, progress=progress)
        return squash_report(image, self._usage, self._layers, made)

    def _whole(self, progress: Progress) -> tuple[Image, Tree]:
        """Return the image with what tables of contents leave out, such as parts of seconds."""
        image = self.session.image
        if all(layer.scan.digests is None for layer in image.layers):
            return image, self.session.tree
        whole, tree = Image(image.archive, image.source, self.session.access.limits), Tree()
        for layer in whole.read_layers(lambda _layer: progress):
            tree.apply(layer.entries, whole.limits)
        return whole, tree

    def saved(self, found: SquashReport, path: Path) -> str:
        """Return sizes before and after."""
        return "\n".join(report_lines(found, str(path)))
