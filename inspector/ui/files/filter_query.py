"""Finds what a filter leaves of the file tree, in a thread; the newest question alone counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import sleep
from typing import TYPE_CHECKING

from inspector.analyses.path_filter.words import Reach
from inspector.language import N_, _
from inspector.ui.files.filter_layers import matching_layers
from inspector.ui.files.filter_matches import (
    Matches,
    Paths,
    nearest_match,
    paths_at,
    paths_changed,
    paths_of,
    search,
)
from inspector.ui.files.folds import Folds
from inspector.ui.session.change_kinds import ALL_KINDS
from inspector.ui.session.selection import Mode
from inspector.ui.session.throttle import Throttle

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.analyses.path_filter.filter import PathFilter
    from inspector.ui.kit.jobs import Job
    from inspector.ui.session.change_kinds import ChangeKinds
    from inspector.ui.session.changes import LayerChanges
    from inspector.ui.session.session import Session

    Stopped = Callable[[], bool]

# Seconds in which someone who types presses the next key: what the last but one asked is moot.
_TYPING = 0.03
_FOUND = {
    Reach.NAMES: N_("{count:,} of {total:,} paths"),
    Reach.LETTERS: N_("{count:,} of {total:,} paths, fuzzy match"),
    Reach.PATHS: N_("{count:,} of {total:,} paths, fuzzy match of the path"),
}


@dataclass(eq=False, repr=False)
class FilterQuestion:
    """What is looked for, and where; ``merged`` layers were there when it was asked.

    An earlier question may spare work: ``paths`` are what is there, ``known`` is what was found
    before, ``settled`` tells how far words reach and which layers have something to do with it.
    """

    session: Session
    layer: int
    mode: Mode
    changes: LayerChanges | None
    wanted: PathFilter
    merged: int
    kinds: ChangeKinds = ALL_KINDS
    paths: Paths | None = None
    known: Matches | None = None
    settled: tuple[PathFilter, frozenset[int]] | None = None

    def is_about(self, other: FilterQuestion) -> bool:
        """Whether both look into the same paths."""
        return (
            self.session is other.session
            and self.layer == other.layer
            and self.mode is other.mode
            and self.changes is other.changes
            and self.kinds == other.kinds
        )

    def take_over(self, other: FilterQuestion, matches: Matches | None) -> None:
        """Use what an earlier question has collected and found."""
        if self.is_about(other):
            self.paths = other.paths
            self.known = matches if matches is not None else self.known
        is_same = self.wanted.said == other.wanted.said and self.session is other.session
        is_same = is_same and self.kinds == other.kinds
        if is_same and self.merged == other.merged and other.settled is not None:
            self.settled = other.settled

    def find(self, job: Job, tell: Callable[[Matches], object]) -> frozenset[int]:
        """Look for it, and tell what was found; return which layers have something to do with it.

        For a thread. Raises CancelledError.
        """
        sleep(_TYPING)
        job.check()
        stopped = Throttle(lambda: job.is_cancelled)
        if self.paths is None:
            self.paths = self._collected(stopped)
        wanted = self.wanted if self.settled is None else self.settled[0]
        while True:
            matches = self._matches(self.paths, wanted, stopped)
            if matches.count:
                tell(matches)
            if self.settled is not None:
                layers = self.settled[1]
                break
            changed = self.kinds.shown(is_all=False)
            layers = matching_layers(self.session, wanted, stopped, changed)
            looser = wanted.looser
            if matches.count or layers or looser is None:
                self.settled = wanted, layers
                break
            # Nowhere in the image is a name like that.
            wanted = looser
        if not matches.count:
            tell(matches)
        return layers

    def _collected(self, stopped: Stopped) -> Paths:
        is_all = self.mode is Mode.ALL
        shown = self.kinds.shown(is_all=is_all)
        if not is_all:
            if self.changes is None:  # a step without a layer
                return Paths(self.layer, None, [], 0)
            return paths_of(paths_changed(self.changes, stopped), shown, stopped)
        tree, removed = self.session.tree, shown.has_removed
        paths = paths_at(tree, self.layer, self.changes, stopped, with_removed=removed)
        return paths_of(paths, shown, stopped)

    def _matches(self, paths: Paths, wanted: PathFilter, stopped: Stopped) -> Matches:
        known = self.known
        is_narrower = known is not None and wanted.narrows(known.filter)
        source = known.found if known is not None and is_narrower else paths
        found = search(source, wanted, stopped)
        return Matches(found, wanted, paths.count, nearest_match(found, wanted, stopped))


class Inquiry:
    """The question that is being asked for a filter, and the last answer.

    Attributes:
        folds: What the user opened and closed under the filter.
        question: The last that was asked.
        matches: What is known of it, None where nothing is.

    """

    def __init__(self) -> None:
        self.folds = Folds()
        self.question: FilterQuestion | None = None
        self.matches: Matches | None = None
        self._answered: FilterQuestion | None = None
        self._settled: FilterQuestion | None = None

    @property
    def is_searching(self) -> bool:
        """Whether an answer is awaited."""
        return self.question is not self._answered

    def renew(self) -> None:
        """Begin with another filter."""
        self.folds = Folds()
        self._settled = None

    def forget(self) -> None:
        """Forget what was asked and found, but not what holds for the whole image."""
        if self._answered is not None:
            self._settled = replace(self._answered, paths=None, known=None)
        self.question = self._answered = self.matches = None

    def knows(self, question: FilterQuestion) -> bool:
        """Whether a question was answered already."""
        answered = self._answered
        is_same = answered is not None and answered.wanted.said == question.wanted.said
        return is_same and answered is not None and question.is_about(answered)

    def awaits(self, question: FilterQuestion) -> bool:
        """Whether the same is being asked already."""
        asked = self.question
        return (
            asked is not None
            and self.is_searching
            and asked.wanted.said == question.wanted.said
            and asked.merged == question.merged
            and asked.is_about(question)
        )

    def ask(self, question: FilterQuestion) -> None:
        """Note a question, and spare it what is known already."""
        for earlier in (self._settled, self.question, self._answered):
            if earlier is not None:
                found = self.matches if earlier is self._answered else None
                question.take_over(earlier, found)
        self.question = question

    def answer(self, question: FilterQuestion, matches: Matches) -> bool:
        """Note an answer; return whether it is still wanted."""
        if question is not self.question:
            return False
        self._answered, self.matches = question, matches
        return True

    @property
    def found(self) -> str:
        """How much the filter leaves, in words."""
        if self.is_searching:
            return _("searching…")
        if self.matches is None:  # there is nothing to look through, or not yet
            return ""
        count, total = self.matches.count, self.matches.total
        reach = self.matches.filter.reach if count else Reach.NAMES
        return _(_FOUND[reach]).format(count=count, total=total)

    def layers(self, wanted: PathFilter) -> frozenset[int] | None:
        """Return the layers that have to do with a filter, None where that is not known."""
        for each in (self.question, self._answered, self._settled):
            if each is not None and each.settled and each.wanted.said == wanted.said:
                return each.settled[1]
        return None

    def next_layer(self, wanted: PathFilter, at: float, by: int) -> int | None:
        """Return the next other layer that has something, from the other end where none is left.

        ``at`` lies between two layers for a step that made none. None where there is no other, or
        none is known.
        """
        others = sorted((self.layers(wanted) or frozenset()) - {at}, reverse=by < 0)
        beyond = (each for each in others if (each - at) * by > 0)
        return next(beyond, next(iter(others), None))
