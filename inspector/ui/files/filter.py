"""The filter of the files: what is asked of a thread, what it has found, and how that is told."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from inspector.ui.files.filter_query import Inquiry

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.analyses.path_filter import PathFilter
    from inspector.ui.files.filter_matches import Matches
    from inspector.ui.files.filter_query import FilterQuestion
    from inspector.ui.files.folds import Folds
    from inspector.ui.kit.jobs import Jobs

_GROUP = "filter"


class Filter:
    """Looks for what a filter leaves; the newest question alone counts."""

    def __init__(
        self,
        jobs: Jobs,
        *,
        found: Callable[[], object],
        touched: Callable[[frozenset[int]], object],
    ) -> None:
        """Have none. ``found`` hears that there are matches, ``touched`` which layers have some."""
        self._jobs = jobs
        self._found = found
        self._touched = touched
        self._inquiry = Inquiry()

    @property
    def is_set(self) -> bool:
        """Whether anything is left out."""
        return not self._inquiry.wanted.is_empty

    @property
    def is_searching(self) -> bool:
        """Whether matches are awaited."""
        return self._inquiry.is_searching

    @property
    def matches(self) -> Matches | None:
        """What the filter leaves, None where that is not known, or everything."""
        return self._inquiry.matches

    @property
    def has_matches(self) -> bool:
        """Whether it leaves anything, as far as that is known."""
        return self.matches is not None and self.matches.count > 0

    @property
    def folds(self) -> Folds:
        """What the user opened and closed under the filter."""
        return self._inquiry.folds

    @property
    def words(self) -> str:
        """How the filter was understood; not printable yet."""
        return self._inquiry.wanted.said

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was taken for a text though it looks like more; not printable yet."""
        return self._inquiry.wanted.remarks

    @property
    def count(self) -> str:
        """How much the filter leaves, in words; "" while nothing is asked."""
        return self._inquiry.found

    @property
    def layers(self) -> frozenset[int] | None:
        """The layers that have something to do with it, None where that is not known."""
        return self._inquiry.layers

    def next_layer(self, at: float, by: int) -> int | None:
        """Return the next layer that has matches, from the other end where none is left."""
        return self._inquiry.next_layer(at, by)

    def want(self, wanted: PathFilter) -> bool:
        """Take another filter; return whether it says something else."""
        is_other = self._inquiry.change(wanted)
        if is_other and wanted.is_empty:
            self.stop()
            self._touched(frozenset())
        return is_other

    def leaves(self, question: FilterQuestion) -> bool:
        """Whether it is known what the filter leaves."""
        return not self.is_set or self._inquiry.knows(question)

    def ask(self, question: FilterQuestion) -> None:
        """Have a thread look for what the filter leaves, unless it does."""
        if self._inquiry.awaits(question):
            return
        self._inquiry.ask(question)
        told = partial(self._answered, question)
        self._jobs.run(
            lambda job: question.find(job, partial(job.tell, told)), self._touched, group=_GROUP
        )

    def ask_again(self, question: FilterQuestion) -> bool:
        """Look again where more layers are known by now; return whether that is so."""
        asked = self._inquiry.question
        if asked is None or self.is_searching or asked.merged == question.merged:
            return False
        self.ask(question)
        return True

    def awaits(self, question: FilterQuestion) -> bool:
        """Whether just this is being asked."""
        return question is self._inquiry.question and self.is_searching

    @property
    def question(self) -> FilterQuestion | None:
        """What was asked last."""
        return self._inquiry.question

    def stop(self) -> None:
        """Forget what was asked and found."""
        self._inquiry.forget()
        self._jobs.cancel(_GROUP)

    def _answered(self, question: FilterQuestion, matches: Matches) -> None:
        if self._inquiry.answer(question, matches):
            self._found()
