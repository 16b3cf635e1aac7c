"""The collector as the program knows it while tests run in the same process."""

from __future__ import annotations

import gc


class Collector:
    """Python's own, but what is never looked at stays what the tests began with.

    The program freezes all there is and thaws it again. Here that is half a million objects of
    pytest and of modules, which each collection would look at, in each process that is forked, too.
    """

    collect = staticmethod(gc.collect)
    disable = staticmethod(gc.disable)
    enable = staticmethod(gc.enable)
    isenabled = staticmethod(gc.isenabled)

    def freeze(self) -> None:
        """Leave what a test made to the collector."""

    def unfreeze(self) -> None:
        """Leave alone what the tests begin with."""
