"""Texts that were typed before, gone back to as in a shell."""

from __future__ import annotations


class TextHistory:
    """Each text once, the newest last."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._at = 0

    def add(self, text: str) -> None:
        """Note a text as the newest; a blank one is none."""
        if text.strip():
            self._texts = [*(each for each in self._texts if each != text), text]
        self._at = len(self._texts)

    @property
    def last(self) -> str:
        """The newest, "" where there is none."""
        return self._texts[-1] if self._texts else ""

    def older(self, text: str) -> str | None:
        """Return what comes before ``text``, None where that is no text from here.

        Of the oldest, that is itself; of "", the newest.
        """
        if not text:
            self._at = len(self._texts)
        if not self._texts or not self._is_at(text):
            return None
        self._at = max(0, self._at - 1)
        return self._texts[self._at]

    def newer(self, text: str) -> str | None:
        """Return what comes after ``text``, "" after the newest; None as ``older``."""
        if not text or not self._is_at(text):
            return None
        self._at += 1
        return self._texts[self._at] if self._at < len(self._texts) else ""

    def _is_at(self, text: str) -> bool:
        return text == (self._texts[self._at] if self._at < len(self._texts) else "")
