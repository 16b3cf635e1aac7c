"""Asks which image to compare with, and opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from inspector.analyses.secrets import concealed
from inspector.errors import ImageChoiceError, LayerscopeError
from inspector.formats.choice import choose
from inspector.formats.source import open_archive
from inspector.language import N_, _
from inspector.reading.image import Image
from inspector.text import human_size, printable
from inspector.ui.keys.app import key_of
from inspector.ui.kit.dialog import CLOSING, HELP_KEY, ImagePicker, ScrolledDialog
from inspector.ui.kit.jobs import JobProgress, Jobs
from inspector.ui.kit.key_line import KeyLine
from inspector.ui.kit.path_details import shortened
from inspector.ui.session import messages
from inspector.ui.session.other_image import OtherImage
from inspector.ui.widgets.field import TextField
from inspector.ui.widgets.wide_text import wide_text

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from inspector.formats import Archive, ImageSource
    from inspector.io.progress import Progress
    from inspector.ui.kit.jobs import Job
    from inspector.ui.session.session import Session


class OtherField(TextField):
    """The image to compare with."""

    HELP = N_("""\
## Other image

A file or directory, `docker://NAME`, `podman://NAME`, `registry://HOST/NAME`, or the name of an
image of an engine.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", N_("Compare"), id="other.compare",
                tooltip=N_("Compare with this image")),
    ]  # fmt: skip


class OtherImageDialog(ScrolledDialog[messages.ComparisonOpened]):
    """A place to type, then how far the opening is, or why it failed."""

    HELP = N_("""\
## Compare with another image

Shows what changed from the image that you name to the one on the screen.
""")
    BINDINGS: ClassVar[list[BindingType]] = [*CLOSING, HELP_KEY]
    DEFAULT_CSS = """
    OtherImageDialog > VerticalScroll {
        height: auto;
        max-height: 90%;
        & > Static { height: auto; }
    }
    """

    _said = getters.query_one("#other-said", Static)
    _field = getters.query_one(OtherField)

    def __init__(self, session: Session, other: OtherImage | None) -> None:
        super().__init__()
        self._session = session
        self._other = other
        self._jobs = Jobs(self)

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False) as box:
            box.border_title = _("Compare with another image")
            told = _("Enter compares, {key} closes").format(key=key_of(self, "dialog.close"))
            box.border_subtitle = Content(told)
            name = shortened(self._session.name, 200)
            asked = _("Compare {name} with which older image?").format(name=name)
            yield Static(wide_text(asked), markup=False)
            other = self._other.reference if self._other is not None else ""
            hint = _("for example ./app-1.tar or docker://app:1")
            typed = other or self._session.compared_with
            yield OtherField(typed, compact=True, placeholder=hint)
            yield Static(id="other-said", markup=False)
        yield KeyLine()

    def begin(self) -> None:
        self._field.focus()
        if self._other is not None:
            self._open(self._other)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        reference = event.value.strip()
        if not reference:
            self._say(_("Type a file or the name of an image."))
        elif self._other is not None and self._other.reference == reference:
            self._open(self._other)
        else:
            self._open(OtherImage(reference))

    def _open(self, other: OtherImage) -> None:
        """Have a thread open an image."""
        self._say(_("opening…"))

        def find(job: Job) -> Image | tuple[Archive, str] | LayerscopeError:
            try:
                archive = self._archive(other, JobProgress(job, self.received))
                try:
                    source = choose(archive, image=other.name, platform=other.platform)
                except ImageChoiceError as error:
                    return archive, str(error).partition("\n")[0].rstrip(":：")
                return concealed(Image(archive, source, self._session.access.limits))
            except LayerscopeError as error:
                return error

        def found(result: Image | tuple[Archive, str] | LayerscopeError) -> None:
            if isinstance(result, LayerscopeError):
                self._say(str(result))
            elif isinstance(result, Image):
                self._compare(other, result)
            else:
                self._choose(other, *result)

        self._jobs.run(find, found)

    def _archive(self, other: OtherImage, progress: Progress) -> Archive:
        """Open what was named, of a registry for the same platform if not for another."""
        return open_archive(
            other.reference,
            self._session.access.limits,
            progress,
            platform=other.platform or self._session.image.source.told_platform,
            access=self._session.access,
        )

    def _choose(self, other: OtherImage, archive: Archive, reason: str) -> None:
        self._say(reason)

        def chosen(source: ImageSource | None) -> None:
            if source is not None:
                self._compare(other, concealed(Image(archive, source, self._session.access.limits)))

        self.app.push_screen(ImagePicker(archive.images, reason), chosen)

    def _compare(self, other: OtherImage, image: Image) -> None:
        self._session.compared_with = other.reference
        is_first = self._other is not None
        self.dismiss(
            messages.ComparisonOpened(
                self._session, other.reference, image, other.left_out, is_first=is_first
            )
        )

    def received(self, size: int) -> None:
        """Show how much has come of what must be copied first."""
        self._say(_("receiving: {size}").format(size=human_size(size)))

    def _say(self, text: str) -> None:
        self._said.update(wide_text("\n".join(map(printable, text.split("\n")))))
