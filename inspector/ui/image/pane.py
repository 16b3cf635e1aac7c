"""What is it, and what would it run? The image's identity, configuration and findings."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from inspector.analyses.history.rows import parse_time
from inspector.exports.layout.times import ago
from inspector.findings import most_severe_first
from inspector.language import N_, _
from inspector.text import human_size, printable
from inspector.ui.image.process_view import ProcessView, RunField
from inspector.ui.kit.pane import PATH_KEYS, Pane
from inspector.ui.kit.path_details import FactTable, level_word, shortened

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

    TITLE = N_("Image")
    UNOFFERED_KEYS = PATH_KEYS
    HELP = N_("""\
## Image

What a container of the image starts, and with what: ENTRYPOINT and CMD together, and where this
image stands among all cases. `{image.run}` takes arguments of `docker run` and shows what starts
with them; nothing is run. Below: what identifies the image (ID, digests, names, platform), its
configuration and labels, and the findings: anything suspicious in its format, its history, and what
it holds.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "run", N_("Arguments"), id="image.run",
                tooltip=N_("Type arguments of docker run, and see what starts")),
        Binding("j", "scroll_down", N_("Down"), id="image.down",
                tooltip=N_("Scroll down"), show=False),
        Binding("k", "scroll_up", N_("Up"), id="image.up", tooltip=N_("Scroll up"), show=False),
        Binding("g", "scroll_home", N_("Top"), id="image.top",
                tooltip=N_("Scroll to the top"), show=False),
        Binding("G", "scroll_end", N_("End"), id="image.end",
                tooltip=N_("Scroll to the end"), show=False),
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
        self._facts = Static(_("opening…"), id="facts", markup=False)
        self._findings = Static(id="findings", markup=False)

    def compose(self) -> ComposeResult:
        yield self._process
        yield self._facts
        yield self._findings

    def show_session(self, session: Session) -> None:
        self.session = session
        self._process.show(session)
        self._findings.update(_("findings: known when all layers are read…"))
        self.refresh_ages()
        self.refresh_session()

    def refresh_ages(self) -> None:
        if self.session is not None:
            facts = [*_identity(self.session), *_configuration(self.session)]
            self._facts.update(FactTable(facts))

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
    facts = [(_("id"), printable(source.id))]
    if source.manifest_digest:
        facts.append((_("manifest"), printable(source.manifest_digest)))
    facts += _several(_("name"), source.names)
    created = shortened(config.created, 100) if config.created else _("not stated")
    if config.created:
        created += f" ({ago(parse_time(config.created), session.now)})"
    said = _("{format}, {size} of layers as stored")
    archive = said.format(format=session.image.archive.format, size=_compressed(session))
    facts += [
        (_("platform"), printable(str(source.platform)) or _("not stated")),
        (_("created"), created),
        (_("archive"), archive),
    ]
    if config.author:
        facts.append((_("author"), shortened(config.author, _VALUE)))
    return facts


def _compressed(session: Session) -> str:
    return human_size(sum(layer.compressed_size for layer in session.image.layers))


def _configuration(session: Session) -> list[tuple[str, str]]:
    config = session.image.config.config
    if config is None:
        return [(_("config"), _("none"))]
    facts = [
        (_("entrypoint"), _command(config.entrypoint)),
        (_("command"), _command(config.cmd)),
        (_("user"), shortened(config.user or _("root (not stated)"), _VALUE)),
        (_("workdir"), shortened(config.working_dir or _("/ (not stated)"), _VALUE)),
        *_several(_("env"), config.env or ()),
        *_several(_("port"), sorted(config.exposed_ports or {})),
        *_several(_("volume"), sorted(config.volumes or {})),
        *_several(_("label"), (f"{key}={value}" for key, value in (config.labels or {}).items())),
    ]
    if config.stop_signal:
        facts.append((_("stop signal"), shortened(config.stop_signal, _VALUE)))
    if config.shell:
        facts.append((_("shell"), _command(config.shell)))
    if config.healthcheck and config.healthcheck.test:
        facts.append((_("healthcheck"), _command(config.healthcheck.test)))
    facts += _several(_("onbuild"), config.on_build or ())
    return facts


def _command(words: list[str] | None) -> str:
    if not words:
        return _("none")
    quoted = ", ".join('"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"' for word in words)
    return shortened(f"[{quoted}]", _VALUE)


def _several(name: str, values: Iterable[str]) -> list[tuple[str, str]]:
    found = list(values)
    facts = [("" if at else name, shortened(each, _VALUE)) for at, each in enumerate(found[:_MANY])]
    if len(found) > _MANY:
        facts.append(("", _("+{count:,} more").format(count=len(found) - _MANY)))
    return facts or [(name, _("none"))]


def findings_text(findings: tuple[Finding, ...]) -> Content:
    """Return a line for each kind of finding on each layer: one bad layer must not bury others.

    The most severe come first, and so does the most costly of a kind, which stands for the others.
    """
    if not findings:
        return Content(_("findings: none"))
    numbers = Counter((each.id, each.layer) for each in findings)
    first: dict[tuple[str, int | None], Finding] = {}
    for each in most_severe_first(findings):
        first.setdefault((each.id, each.layer), each)
    lines = [Content(_("findings: {count:,}").format(count=len(findings)))]
    for key, each in list(first.items())[:_MANY]:
        lines.append(_finding_line(each, numbers[key] - 1))
    if len(first) > _MANY:
        lines.append(Content("  " + _("+{count:,} more").format(count=len(first) - _MANY)))
    return Content("\n").join(lines)


def _finding_line(finding: Finding, more: int) -> Content:
    """Return a line about a finding that stands for so many more."""
    layer, path = finding.layer, finding.path
    where = _("image") if layer is None else _("layer {layer}").format(layer=layer)
    where += f" {shortened(path, 300)}" if path else ""
    said = _("! {level}: {where}: {message}")
    if more:
        said = _("! {level}: {where}: {message} (+{more:,} more)")
    # The level alone is coloured, wherever a language puts it.
    before, _mark, after = said.partition("{level}")
    level = (level_word(finding.level), "$text-error")
    fields = {"where": where, "message": shortened(finding.message, _VALUE), "more": more}
    return Content.assemble("  ", before.format_map(fields), level, after.format_map(fields))
