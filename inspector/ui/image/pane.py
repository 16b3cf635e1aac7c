"""What is it, and what would it run? The image's identity, configuration and findings."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from inspector.analyses.history import parse_time
from inspector.exports.times import ago
from inspector.text import human_size, printable
from inspector.ui.image.process_view import ProcessView, RunField
from inspector.ui.kit.pane import PATH_KEYS, Pane
from inspector.ui.kit.path_details import fact_table, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult

    from inspector.findings import Finding
    from inspector.ui.session.session import Session

# Values of one field, and findings, that are listed; more are counted.
_MANY = 200
_VALUE = 1000


class ImagePane(VerticalScroll, Pane):
    """Names and values to scroll through."""

    TITLE = "Image"
    UNOFFERED_KEYS = PATH_KEYS
    HELP = """\
## Image

What a container of the image starts, and with what: ENTRYPOINT and CMD together, and where this
image stands among all cases. `{image.run}` types arguments of `docker run` and shows what starts
with them; nothing is run. Below: what identifies the image (ID, digests, names, platform), its
configuration and labels, and the findings: anything suspicious in its format, its history, and what
it holds.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "run", "Arguments", id="image.run",
                tooltip="Type arguments of docker run, and see what starts"),
        Binding("j", "scroll_down", "Down", id="image.down", tooltip="Scroll down", show=False),
        Binding("k", "scroll_up", "Up", id="image.up", tooltip="Scroll up", show=False),
        Binding("g", "scroll_home", "Top", id="image.top", tooltip="Scroll to the top", show=False),
        Binding("G", "scroll_end", "End", id="image.end", tooltip="Scroll to the end", show=False),
    ]  # fmt: skip
    DEFAULT_CSS = """
    ImagePane {
        background: $surface;
        color: $foreground;
        padding: 0 1;
        & > #findings { margin-top: 1; }
    }
    """

    def __init__(self) -> None:
        super().__init__(id="image")
        self._process = ProcessView()
        self._facts = Static("opening…", id="facts", markup=False)
        self._findings = Static(id="findings", markup=False)

    def compose(self) -> ComposeResult:
        yield self._process
        yield self._facts
        yield self._findings

    def show_session(self, session: Session) -> None:
        self.session = session
        self._process.show(session)
        self._findings.update("findings: known when all layers are read…")
        self.refresh_ages()
        self.refresh_session()

    def refresh_ages(self) -> None:
        if self.session is not None:
            facts = [*_identity(self.session), *_configuration(self.session)]
            self._facts.update(fact_table(facts))

    def refresh_session(self) -> None:
        if self.session is not None and self.session.usage is not None:
            self._findings.update(findings_text(self.session.findings))

    def show_placeholder(self, text: str) -> None:
        self.session = None
        self._process.show(None)
        self._facts.update(Content(text))
        self._findings.update("")

    def action_run(self) -> None:
        """Type arguments."""
        self.scroll_home(animate=False)
        self._process.field.open()

    @on(RunField.Left)
    def _typed(self, event: RunField.Left) -> None:
        event.stop()
        self.focus()


def _identity(session: Session) -> list[tuple[str, str]]:
    source, config = session.image.source, session.image.config
    facts = [("id", printable(source.id))]
    if source.manifest_digest:
        facts.append(("manifest", printable(source.manifest_digest)))
    facts += _several("name", source.names)
    created = shortened(config.created, 100) if config.created else "not stated"
    if config.created:
        created += f" ({ago(parse_time(config.created), session.now)})"
    facts += [
        ("platform", printable(str(source.platform)) or "not stated"),
        ("created", created),
        ("archive", f"{session.image.archive.format}, {_compressed(session)} of layers as stored"),
    ]
    if config.author:
        facts.append(("author", shortened(config.author, _VALUE)))
    return facts


def _compressed(session: Session) -> str:
    return human_size(sum(layer.compressed_size for layer in session.image.layers))


def _configuration(session: Session) -> list[tuple[str, str]]:
    config = session.image.config.config
    if config is None:
        return [("config", "none")]
    facts = [
        ("entrypoint", _command(config.entrypoint)),
        ("command", _command(config.cmd)),
        ("user", shortened(config.user or "root (not stated)", _VALUE)),
        ("workdir", shortened(config.working_dir or "/ (not stated)", _VALUE)),
        *_several("env", config.env or ()),
        *_several("port", sorted(config.exposed_ports or {})),
        *_several("volume", sorted(config.volumes or {})),
        *_several("label", (f"{key}={value}" for key, value in (config.labels or {}).items())),
    ]
    if config.stop_signal:
        facts.append(("stop signal", shortened(config.stop_signal, _VALUE)))
    if config.shell:
        facts.append(("shell", _command(config.shell)))
    if config.healthcheck and config.healthcheck.test:
        facts.append(("healthcheck", _command(config.healthcheck.test)))
    facts += _several("onbuild", config.on_build or ())
    return facts


def _command(words: list[str] | None) -> str:
    if not words:
        return "none"
    quoted = ", ".join('"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"' for word in words)
    return shortened(f"[{quoted}]", _VALUE)


def _several(name: str, values: Iterable[str]) -> list[tuple[str, str]]:
    found = list(values)
    facts = [("" if at else name, shortened(each, _VALUE)) for at, each in enumerate(found[:_MANY])]
    if len(found) > _MANY:
        facts.append(("", f"+{len(found) - _MANY:,} more"))
    return facts or [(name, "none")]


def findings_text(findings: tuple[Finding, ...]) -> Content:
    """Return a line for each kind of finding on each layer: one bad layer must not bury others."""
    if not findings:
        return Content("findings: none")
    numbers = Counter((each.id, each.layer) for each in findings)
    first: dict[tuple[str, int | None], Finding] = {}
    for each in findings:
        first.setdefault((each.id, each.layer), each)
    lines = [Content(f"findings: {len(findings):,}")]
    for key, each in list(first.items())[:_MANY]:
        where = "image" if each.layer is None else f"layer {each.layer}"
        path = f" {shortened(each.path, 300)}" if each.path else ""
        more = f" (+{numbers[key] - 1:,} more)" if numbers[key] > 1 else ""
        text = f": {where}{path}: {shortened(each.message, _VALUE)}{more}"
        lines.append(Content.assemble("  ! ", (each.level.value, "$text-error"), text))
    if len(first) > _MANY:
        lines.append(Content(f"  +{len(first) - _MANY:,} more"))
    return Content("\n").join(lines)
