"""What a comparison is not to tell of: paths by globs, fields by their names, or a preset."""

from __future__ import annotations

from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import msgspec

from inspector.analyses.path_globs import PathGlobs
from inspector.errors import UsageError
from inspector.language import Lazy
from inspector.tree.view import METADATA_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable

HARDLINKS = "hardlinks"
# Names of single fields: of files, of a layer's tar, of the image.
FIELDS = (
    *METADATA_FIELDS, HARDLINKS, "order", "pax", "created", "container", "history", "layers",
)  # fmt: skip
# Names of several fields. ``semantic`` leaves what a container could see, but for its clock.
PRESETS = {
    "owner": ("uid", "gid"),
    "semantic": ("mtime", "order", "pax", "created", "container", HARDLINKS),
}
_SETTING = "config."


class Ignored(msgspec.Struct, frozen=True):
    """What is ignored. ``settings`` are patterns for fields of the configuration."""

    fields: frozenset[str] = frozenset()
    globs: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is ignored."""
        return bool(self.fields or self.globs or self.settings)

    @property
    def paths(self) -> PathGlobs:
        """The globs as one question. Raises UsageError."""
        return PathGlobs(self.globs)

    def has_setting(self, name: str) -> bool:
        """Whether a field of the configuration is ignored."""
        return any(fnmatchcase(name, pattern) for pattern in self.settings)


NOTHING = Ignored()


def ignored(given: Iterable[str]) -> Ignored:
    """Return what words mean: names of fields and presets, ``config.NAME``, else globs.

    Raises UsageError for a glob that can name nothing, and for a name that looks misspelt.
    """
    words = list(given)
    settings = [each for each in words if _is_setting(each)]
    names = [each for each in words if each in PRESETS or each in FIELDS]
    globs = [_checked(each) for each in words if each not in (*settings, *names)]
    fields = frozenset(field for each in names for field in PRESETS.get(each, (each,)))
    PathGlobs(globs)  # raises
    removed = (each.removeprefix(_SETTING) for each in settings)
    return Ignored(fields, tuple(globs), tuple(removed))


def _is_setting(word: str) -> bool:
    return word.startswith(_SETTING) and "/" not in word.partition("*")[0]


def _checked(word: str) -> str:
    """Return a glob. Raises UsageError for a word that is nearly the name of a field."""
    meant = get_close_matches(word, (*FIELDS, *PRESETS), 1, 0.8)
    if meant and not set(word) & set("/*?[."):
        raise UsageError(
            Lazy("--ignore {word}: did you mean {meant}?", word=word, meant=meant[0]),
            hint=Lazy("a path of this name is **/{word}", word=word),
        )
    return word
