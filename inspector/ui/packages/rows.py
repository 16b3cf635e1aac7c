"""Rows of the list of packages: one a package, which opens to its files, what none owns last."""

from __future__ import annotations

from bisect import bisect_right
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from inspector.language import N_, _
from inspector.text import counted, human_size, path_key, printable
from inspector.ui.kit.filtered_list import nothing_with
from inspector.ui.kit.path_details import layer_line
from inspector.ui.kit.words import words_of
from inspector.ui.session.selection import PackageOrder
from inspector.ui.session.target import Pointed, Target
from inspector.ui.widgets.columns import Column
from inspector.ui.widgets.elide import keep_end
from inspector.ui.widgets.row_source import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from inspector.packages import Package
    from inspector.packages.owners import Ownership
    from inspector.tree import Node, Version
    from inspector.ui.session.session import Session

_UNOWNED = N_("not owned by any package")
_INDENT = 4


class FileOwner(NamedTuple):
    """A package, or None for what none owns, with its files: the largest first."""

    package: Package | None
    files: Sequence[Node]
    bytes: int


_ORDERS: dict[PackageOrder, Callable[[Package], object]] = {
    PackageOrder.SIZE: lambda package: -package.bytes,
    PackageOrder.NAME: lambda package: path_key(package.name),
    PackageOrder.LAYER: lambda package: package.layer,
}


def file_owners(found: Ownership, layer: int) -> tuple[FileOwner, ...]:
    """Return who owns files of the image at its top layer, those who store most first."""

    def sized(files: Sequence[Node]) -> list[Node]:
        return sorted(files, key=lambda node: -_stored(node.visible_at(layer)))

    owners = [
        FileOwner(each.package, sized(each.files), each.package.bytes) for each in found.owned
    ]
    if found.unowned:
        owners.append(FileOwner(None, sized(found.unowned), found.packages.unowned_bytes))
    return tuple(owners)


class PackageRows:
    """The packages in an order; those that are open have a row for each file."""

    columns: ClassVar[Sequence[Column]] = (
        Column(N_("size"), width=8, right=True),
        Column(N_("files"), width=7, right=True, drop=2),
        Column(N_("layer"), width=5, right=True),
        Column(N_("type"), width=4, gap=2, drop=1),
        Column(N_("package"), least=20, share=2, gap=2),
        Column(N_("version"), least=12, gap=2, drop=3),
    )

    def __init__(
        self, session: Session, owners: Sequence[FileOwner], order: PackageOrder, words: str = ""
    ) -> None:
        self._session = session
        self._top = session.tree.layers - 1
        wanted = words_of(words)
        self.empty = nothing_with("package", words)
        self.owners = sorted(
            (each for each in owners if wanted.match(_texts(each))), key=partial(_key, order)
        )
        self._open: set[int] = set()
        self._starts: list[int] = []
        self._place()

    def _place(self) -> None:
        """Note where each package's own row stands, and behind them all the number of rows."""
        sizes = [1] * len(self.owners)
        for number in self._open:
            sizes[number] += len(self.owners[number].files)
        self._starts = list(accumulate(sizes, initial=0))

    def __len__(self) -> int:
        return self._starts[-1]

    def _at(self, index: int) -> tuple[int, Node | None]:
        """Return the number of a row's package, and its file unless it is the package's own."""
        number = bisect_right(self._starts, index) - 1
        within = index - self._starts[number]
        return number, self.owners[number].files[within - 1] if within else None

    def owner_at(self, index: int) -> FileOwner | None:
        """Return whose row it is, or whose file; None where there are no rows."""
        return self.owners[self._at(index)[0]] if self.owners else None

    def find(self, owner: FileOwner | None) -> int:
        """Return the row of an owner, the first without one."""
        return next((self._starts[at] for at, each in enumerate(self.owners) if each is owner), 0)

    def turn(self, index: int, *, unfold: bool | None = None) -> int:
        """Open or close the package of a row; return where it stands."""
        number = self._at(index)[0]
        if unfold if unfold is not None else number not in self._open:
            self._open.add(number)
        else:
            self._open.discard(number)
        self._place()
        return self._starts[number]

    def place_at(self, index: int) -> tuple[str, int] | None:
        """Return the path of a file and the layer that wrote it, None for a package's row."""
        node = self._at(index)[1]
        version = node.visible_at(self._top) if node is not None else None
        return (node.path, version.layer) if node is not None and version is not None else None

    def pointed_at(self, index: int) -> Pointed:
        """Return what a row is about, and all that its cells may have no room for."""
        number, node = self._at(index)
        package = self.owners[number].package
        target = Target(self._session, node, self._top) if node is not None else None
        if package is None:
            if node is not None:
                return Pointed(target, _(_UNOWNED))
            files = counted(len(self.owners[number].files), "file")
            return Pointed(target, _("{files} not owned by any package").format(files=files))
        since = (layer_line(self._session, "since", package.layer),)
        layers = frozenset({package.layer} if node is None else ())
        return Pointed(target, printable(package.purl), layers, since)

    def row(self, index: int) -> Row:
        number, node = self._at(index)
        owner = self.owners[number]
        if node is not None:
            return self._file(node)
        mark = "▾" if number in self._open else "▸"
        size, count = human_size(owner.bytes), f"{len(owner.files):,}"
        package = owner.package
        if package is None:
            return Row((size, count, "", "", f"{mark} {_(_UNOWNED)}", ""), tone="rows--dim")
        layer, kind = str(package.layer), package.type.value
        return Row((size, count, layer, kind, f"{mark} {package.name}", package.version))

    def _file(self, node: Node) -> Row:
        version = node.visible_at(self._top)
        layer = "" if version is None else str(version.home)
        path = partial(_indented, node.path)
        return Row((human_size(_stored(version)), "", layer, "", path, ""))


def _texts(owner: FileOwner) -> str:
    """Return what of an owner is searched: a word may be a part of any line."""
    package = owner.package
    if package is None:
        return _(_UNOWNED)
    return f"{package.name}\n{package.version}\n{package.type.value}"


def _key(order: PackageOrder, owner: FileOwner) -> tuple[bool, object]:
    package = owner.package
    return (package is None, 0 if package is None else _ORDERS[order](package))


def _stored(version: Version | None) -> int:
    return version.entry.stored if version is not None and version.entry is not None else 0


def _indented(path: str, width: int) -> str:
    return " " * _INDENT + keep_end(path, max(1, width - _INDENT))
