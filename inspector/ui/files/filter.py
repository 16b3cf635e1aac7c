"""The filter of the files: an inquiry that threads answer, the newest question alone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from inspector.ui.files.filter_query import Inquiry

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.analyses.path_filter.filter import PathFilter
    from inspector.ui.files.filter_matches import Matches
    from inspector.ui.files.filter_query import FilterQuestion
    from inspector.ui.kit.jobs import Jobs

_GROUP = "filter"


class Filter(Inquiry):
    """Looks for what a filter leaves."""

    def __init__(
        self,
        jobs: Jobs,
        *,
        told: Callable[[], object],
        touched: Callable[[frozenset[int]], object],
    ) -> None:
        """Have none. ``told`` is called when there are matches, ``touched`` with their layers."""
        super().__init__()
        self._jobs = jobs
        self._told = told
        self._touched = touched

    @property
    def has_matches(self) -> bool:
        """Whether it leaves anything, as far as that is known."""
        return self.matches is not None and self.matches.count > 0

    def begin(self, wanted: PathFilter) -> None:
        """Begin with another filter, or with none."""
        self.renew()
        if wanted.is_empty:
            self.clear()

    def leaves(self, question: FilterQuestion) -> bool:
        """Whether it is known what the filter leaves."""
        return question.wanted.is_empty or self.knows(question)

    def ask(self, question: FilterQuestion) -> None:
        """Have a thread look for what the filter leaves, unless it does."""
        if self.awaits(question):
            return
        super().ask(question)
        told = partial(self._answered_by_thread, question)
        self._jobs.run(
            lambda job: question.find(job, partial(job.tell, told)), self._touched, group=_GROUP
        )

    def ask_again(self, question: FilterQuestion) -> bool:
        """Look again where more layers are known by now; return whether that is so."""
        asked = self.question
        if asked is None or self.is_searching or asked.merged == question.merged:
            return False
        self.ask(question)
        return True

    def stop(self) -> None:
        """Forget what was asked and found."""
        self.forget()
        self._jobs.cancel(_GROUP)

    def clear(self) -> None:
        """Forget it, and which layers it has to do with."""
        self.stop()
        self._touched(frozenset())

    def _answered_by_thread(self, question: FilterQuestion, matches: Matches) -> None:
        if self.answer(question, matches):
            self._told()
