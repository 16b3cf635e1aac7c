"""Where an archive's blobs lie: what is asked of it, and the members of a tar."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Protocol

from inspector.errors import DamageError, LimitError, NotAnImageError
from inspector.findings import Finding
from inspector.io.prefetch import Sweep
from inspector.language import Lazy
from inspector.tarstream import Kind, TarScanner, clean_path
from inspector.text import encode, short_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.io.window import Window
    from inspector.limits import Limits


class BlobStore(Protocol):
    """Names to bytes. Names are paths inside the archive and may be hostile."""

    @property
    def damage(self) -> DamageError | None:
        """What broke the archive, None where it is whole."""
        ...

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is doubtful in the archive itself, whatever it holds."""
        ...

    @property
    def size(self) -> int | None:
        """Bytes of the archive as it came, compressed where it was; None for a directory."""
        ...

    def get(self, name: str) -> Window | None:
        """Return a window on a member's bytes, links followed; None where there is none.

        Raises RefusedFileError for a file of a folder that may not be read.
        """
        ...

    def resolve(self, name: str) -> str | None:
        """Return the member that ``name`` leads to, links followed; None where there is none."""
        ...

    def is_symlink(self, name: str) -> bool:
        """Whether a name is a symlink of the archive, to whatever it leads."""
        ...

    def folders(self) -> list[str]:
        """Return the names of the folders at the top."""
        ...


class TarStore:
    """The members of a tar, found by its headers alone.

    ``damage`` and ``findings``: what is known to be wrong with the tar's bytes before they are
    looked at. ``size``: that of the file that was unpacked to get them, if it was.
    """

    def __init__(
        self,
        window: Window,
        limits: Limits,
        damage: DamageError | None = None,
        findings: tuple[Finding, ...] = (),
        *,
        size: int | None = None,
    ) -> None:
        self._window = window
        self._limits = limits
        self._files: dict[str, tuple[int, int]] = {}
        self._links: dict[str, str] = {}
        self._symlinks: set[str] = set()  # those of the links that are no hard links
        self.damage = damage
        self.findings = findings
        self.size: int | None = window.size if size is None else size
        self._scan()

    def _scan(self) -> None:
        scanner = TarScanner(Sweep(self._window, is_dense=False), self._limits)
        twice: list[str] = []
        try:
            for count, entry in enumerate(scanner):
                if count == self._limits.archive_members:
                    raise LimitError(
                        Lazy(
                            "more than {most:,} members",
                            most=self._limits.archive_members,
                        )
                    )
                path = entry.path
                if self._files.pop(path, None) or self._links.pop(path, None):
                    twice.append(path)
                    self._symlinks.discard(path)
                if entry.kind is Kind.FILE and entry.segments is None:
                    self._files[path] = (entry.offset, entry.stored)
                elif entry.kind is Kind.SYMLINK:
                    target = posixpath.join("/", posixpath.dirname(path), entry.link)
                    self._links[path] = clean_path(encode(target))[0]
                    self._symlinks.add(path)
                elif entry.kind is Kind.HARDLINK:
                    self._links[path] = clean_path(encode(entry.link))[0]
        except DamageError as error:
            if scanner.count == 0 and error.offset == 0:
                raise
            # Where the bytes were cut before they came here, that is the cause of what follows.
            self.damage = self.damage or _named_shortly(error)
            self._keep_cut_member(scanner)
        self.findings += tuple(scanner.findings)
        if twice:
            self.findings += (Finding("duplicate-member", detail=_and_more(twice)),)

    def _keep_cut_member(self, scanner: TarScanner) -> None:
        """Keep the member the archive ends in: the part that is there can still be read."""
        if scanner.interrupted is not None:
            entry = scanner.interrupted
            self._files[entry.path] = (entry.offset, entry.stored)

    def get(self, name: str) -> Window | None:
        """See BlobStore; links are followed with a limit, cycles lead nowhere."""
        path = self.resolve(name)
        return None if path is None else self._window.sub(*self._files[path])

    def resolve(self, name: str) -> str | None:
        path = clean_path(encode(name))[0]
        for _ in range(self._limits.symlink_hops):
            if path in self._files:
                return path
            if path not in self._links:
                return None
            path = self._links[path]
        return None

    def is_symlink(self, name: str) -> bool:
        """See BlobStore."""
        return clean_path(encode(name))[0] in self._symlinks

    def folders(self) -> list[str]:
        names = (*self._files, *self._links)
        return list(dict.fromkeys(name.partition("/")[0] for name in names if "/" in name))


def _and_more(names: Sequence[str]) -> str:
    first, *others = names
    if not others:
        return first
    return Lazy("{names} and {count:,} more", names=first, count=len(others))


def _named_shortly(error: DamageError) -> DamageError:
    """Return damage with the members it names called by the beginning of their digests."""
    message = error.message
    if isinstance(message, Lazy):
        values = {
            name: short_names(each) if isinstance(each, str) else each
            for name, each in message.values.items()
        }
        message = Lazy(message.template, **values)
    return type(error)(message, offset=error.offset, hint=error.hint)


def open_store(
    window: Window,
    limits: Limits,
    damage: DamageError | None = None,
    findings: tuple[Finding, ...] = (),
    *,
    size: int | None = None,
) -> TarStore:
    """Return the members of a tar. Raises NotAnImageError where it is none."""
    try:
        return TarStore(window, limits, damage, findings, size=size)
    except DamageError as error:
        if damage is not None:
            raise NotAnImageError(
                Lazy("the archive is damaged: {damage}", damage=damage.text)
            ) from error
        raise NotAnImageError(Lazy("this is not a tar archive"), hint=error.hint) from error
