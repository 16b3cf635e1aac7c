"""What the container's terminal has shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import Vertical

from inspector.ui.container.doing import PROSE
from inspector.ui.kit.jobs import Jobs
from inspector.ui.widgets.line_layout import lay_out
from inspector.ui.widgets.text_lines import TextLines

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from inspector.ui.kit.jobs import Job
    from inspector.ui.session.transcript import Transcript
    from inspector.ui.widgets.line_layout import Layout


class Output(Vertical):
    """The newest lines, wrapped; the last of them is in view."""

    DEFAULT_CSS = "Output { height: 1fr; }"

    def __init__(self) -> None:
        super().__init__(id="output")
        self.lines = TextLines(id="output-lines")
        self._jobs = Jobs(self)
        self._transcript: Transcript | None = None

    def compose(self) -> ComposeResult:
        yield self.lines

    def show(self, transcript: Transcript) -> None:
        """Show all lines there are by now: they are laid out in a thread."""
        self._transcript = transcript
        width = self.lines.room
        lines = transcript.snapshot(width, PROSE)

        def work(_: Job) -> Layout:
            return lay_out(len(lines), lines.text, width)

        def show(layout: Layout) -> None:
            if width != self.lines.room:  # its size has become known meanwhile
                self.show(transcript)
                return
            self.lines.set_source(lines, layout)
            self.lines.action_last()

        self._jobs.run(work, show)

    @on(TextLines.Resized)
    def _resized(self, event: TextLines.Resized) -> None:
        event.stop()
        if self._transcript is not None:
            self.show(self._transcript)
