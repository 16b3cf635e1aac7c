"""Rows of the list of findings: one a finding, the most severe and most costly first."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from inspector.findings import Level, most_severe_first
from inspector.language import N_, _
from inspector.text import human_size
from inspector.tree.view import node_of
from inspector.ui.kit.filtered_list import nothing_with
from inspector.ui.kit.path_details import layer_line, shortened
from inspector.ui.kit.words import words_of
from inspector.ui.session.selection import FindingLevels
from inspector.ui.session.target import Pointed, Target
from inspector.ui.widgets.columns import Column
from inspector.ui.widgets.elide import keep_end
from inspector.ui.widgets.row_source import Row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from inspector.findings import Finding
    from inspector.tree import Node
    from inspector.ui.session.session import Session

_LEVELS = {Level.ERROR: N_("error"), Level.WARNING: N_("warning"), Level.NOTE: N_("note")}
_TONES = {Level.ERROR: ".rows--finding", Level.WARNING: ".rows--modified", Level.NOTE: ".rows--dim"}
_BRIEF = 1000  # characters of a message: no line has room for more
_LEVEL_OF = {
    FindingLevels.ERRORS: Level.ERROR,
    FindingLevels.WARNINGS: Level.WARNING,
    FindingLevels.NOTES: Level.NOTE,
}
# How the IDs of a group begin.
_IDS_OF: Mapping[FindingLevels, tuple[str, ...]] = {
    FindingLevels.SECRETS: ("secret-",),
    FindingLevels.LEFTOVERS: ("leftover-", "build-tools"),
}
# How the IDs of findings without a path begin, by where they are.
_CONFIGURED = ("runs-as-root", "no-healthcheck", "latest-tag", "secret-")
_OF_HISTORY = ("history-", "mergeable-layers")


class FindingRows:
    """The findings of a group; of one level by their bytes, then in the order of layers."""

    columns: ClassVar[Sequence[Column]] = (
        Column(N_("level"), width=7),
        Column(N_("what"), least=14),
        Column(N_("where"), least=14, share=2, gap=2),
        Column(N_("since"), width=5, right=True, gap=2, drop=4),
        Column(N_("until"), width=5, right=True, drop=3),
        Column(N_("size"), width=7, right=True, drop=2),
        Column(N_("what to do"), least=40, share=4, gap=2, drop=1),
    )

    def __init__(
        self, session: Session, group: FindingLevels = FindingLevels.ALL, words: str = ""
    ) -> None:
        self._session = session
        self.source, self.group, self.words = session.findings, group, words
        of_group = [each for each in session.findings if is_of(each, group)]
        self.count = len(of_group)
        wanted = words_of(words)
        self.findings = most_severe_first(each for each in of_group if wanted.match(_texts(each)))

    @property
    def empty(self) -> str:
        """What is said of a group without findings."""
        if self.count:
            return nothing_with("finding", self.words)
        if self.group is FindingLevels.ALL:
            return _("No findings.")
        return _("No {group} among the findings.").format(group=_(self.group.value))

    def __len__(self) -> int:
        return len(self.findings)

    def row(self, index: int) -> Row:
        """Return a finding's cells."""
        each = self.findings[index]
        return Row((
            Content.styled(_(_LEVELS[each.level]), _TONES[each.level]),
            each.id,
            partial(keep_end, each.path or _place_of(each)),
            _number(each.layer),
            _number(each.hidden_by),
            "" if each.bytes is None else human_size(each.bytes),
            each.remedy[:_BRIEF],
        ))  # fmt: skip

    def place_at(self, index: int) -> tuple[str, int] | None:
        """Return the path of a row and its layer; None where no layer has such a path."""
        each, node = self.findings[index], self._node(index)
        return (node.path, each.layer) if node is not None and each.layer is not None else None

    def pointed_at(self, index: int) -> Pointed:
        """Return what a row is about, and all that its cells may have no room for."""
        each, node = self.findings[index], self._node(index)
        said = shortened(each.message, _BRIEF)
        if each.remedy:
            said = _("{message}: {advice}").format(message=said, advice=each.remedy)
        if each.layer is None:
            return Pointed(said=said)
        target = Target(self._session, node, each.layer) if node is not None else None
        lines = [layer_line(self._session, "since", each.layer)]
        if each.hidden_by is not None:
            lines.append(layer_line(self._session, "hidden by", each.hidden_by))
        return Pointed(target, said, frozenset({each.layer}), tuple(lines))

    def _node(self, index: int) -> Node | None:
        path = self.findings[index].path
        return node_of(self._session.tree, path) if path is not None else None


def is_of(finding: Finding, group: FindingLevels) -> bool:
    """Whether a finding has the level of a group, or one of its ids."""
    level = _LEVEL_OF.get(group)
    return (
        finding.id.startswith(_IDS_OF.get(group, ("",)))
        if level is None
        else finding.level is level
    )


def _texts(finding: Finding) -> str:
    """Return what of a finding is searched: a word may be a part of any line."""
    return "\n".join((finding.id, finding.message, finding.path or _place_of(finding)))


def _place_of(finding: Finding) -> str:
    """Return where a finding without a path is."""
    is_of_step = finding.layer is not None or "history row" in finding.detail
    if finding.id.startswith(_OF_HISTORY) or (finding.id == "secret-config" and is_of_step):
        return _("history")
    if finding.id.startswith(_CONFIGURED):
        return _("configuration")
    return _("image") if finding.layer is None else _("layer")


def _number(layer: int | None) -> str:
    return "" if layer is None else str(layer)
