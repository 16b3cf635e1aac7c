"""What was installed, by whom, how large? The packages, and the files of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from inspector.language import N_, NN_, _, shown
from inspector.text import counted, human_size, printable
from inspector.ui.kit.filtered_list import FilteredList
from inspector.ui.kit.folding import FoldingPane
from inspector.ui.kit.jobs import Jobs
from inspector.ui.kit.pane import PATH_KEYS
from inspector.ui.kit.placeholders import WAITING_FOR_ALL
from inspector.ui.packages.rows import PackageRows, file_owners
from inspector.ui.session import messages
from inspector.ui.widgets.row_source import NoRows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspector.packages import Packages
    from inspector.ui.packages.rows import FileOwner
    from inspector.ui.session.selection import PackageOrder, Selection
    from inspector.ui.session.session import Session

    _Found = tuple[Packages, Sequence[FileOwner]]

NO_PACKAGES = N_("No package database: no dpkg, apk or RPM, no Python or npm package.")
NO_READABLE = N_("No packages are known, as not every package database could be read:")
_READING = N_("reading the package databases…")


class PackagesPane(FilteredList, FoldingPane):
    """The list of packages."""

    TITLE = N_("Packages")
    ROWS, WORDS = NN_("{count} package", "{count} packages"), "package_words"
    HINT = N_("part of a name, a version or a type   !not")
    HELP = N_("""\
## Packages

The Debian, Alpine, RPM, Python and npm packages that are installed in the final image, as its own
databases list them: what the files of each store, how many files, and since which layer this
version is there. Files that no package owns are in the last row. `{rows.choose}` or `{rows.toggle}`
opens a package to its files, largest first; on a file, `{rows.choose}` shows it among the changes
of the layer that wrote it. `{packages.order}` sorts by size, name or layer; `{main.filter}` shows
only packages whose name, version or type contains what you type.
""")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b", "order", N_("Order"), id="packages.order",
                tooltip=N_("Sort the packages by size, name or layer")),
    ]  # fmt: skip
    DEFAULT_CSS = """
    PackagesPane {
        & > #packages-title { height: 1; color: $text-muted; padding: 0 1; text-overflow: ellipsis;
            text-wrap: nowrap; }
    }
    """

    def __init__(self) -> None:
        super().__init__("packages", "package-rows")
        self._jobs = Jobs(self)
        self._found: _Found | None = None
        self._listed: tuple[PackageOrder, str] | None = None  # the order and words of the rows

    @property
    def UNOFFERED_KEYS(self) -> Sequence[str]:  # type: ignore[override]  # noqa: N802 - constant in most panes
        """Where there is no package, there is nothing to open; on a package's row, no path."""
        source = self._rows.source
        if not isinstance(source, PackageRows):
            return (*PATH_KEYS, "rows.choose", "packages.order")
        if not source.owners:
            return (*PATH_KEYS, "rows.choose")
        return () if source.place_at(self._rows.cursor) is not None else PATH_KEYS

    def show_session(self, session: Session) -> None:
        self._jobs.cancel()
        self._found = None
        self.show_rows(NoRows(_(WAITING_FOR_ALL)))
        super().show_session(session)

    def refresh_session(self) -> None:
        self._read()

    def set_seen(self, *, is_seen: bool) -> None:
        """Read the databases once someone looks."""
        super().set_seen(is_seen=is_seen)
        self._read()

    def show_selection(self, selection: Selection) -> None:
        super().show_selection(selection)
        if self._found is not None and (selection.package_order, self.words) != self._listed:
            self._list()

    def show_placeholder(self, text: str) -> None:
        self._jobs.cancel()
        self.session = self._found = None
        self.show_rows(NoRows(text))

    def action_order(self) -> None:
        order = self.selection.package_order.next
        self.post_message(messages.SelectionAsked({"package_order": order}))

    def _read(self) -> None:
        """Have the databases read in a thread, unless they were, or are just now."""
        session = self.session
        is_due = self.is_seen and self._found is None and not self._jobs.is_busy()
        if not is_due or session is None or session.usage is None:
            return

        def found(__: object) -> _Found:
            # Not for the first frame, which shows none.
            from inspector.packages.owners import ownership

            with session.lock:
                owned = ownership(session.tree, session.contents, session.image.limits)
                return owned.packages, file_owners(owned, session.tree.layers - 1)

        def show(result: _Found) -> None:
            self._found = result
            self._list()

        self.show_rows(NoRows(_(_READING)))
        self._jobs.run(found, show)

    def _list(self) -> None:
        """Show the packages in the chosen order, the cursor on the one that it was on."""
        if self.session is None or self._found is None:
            return
        found, owners = self._found
        source = self._rows.source
        kept = source.owner_at(self._rows.cursor) if isinstance(source, PackageRows) else None
        order = self.selection.package_order
        self._listed = (order, self.words)
        if not found.rows:
            head = _(NO_READABLE if found.unread else NO_PACKAGES)
            self.show_rows(NoRows("\n".join([head, *_unread(found)])))
            return
        rows = PackageRows(self.session, owners, order, self.words)
        owned = sum(each.package is not None for each in rows.owners)
        told = _told(found, order)
        self.show_filtered(rows, owned, len(found.rows), told, rows.find(kept))


def _told(found: Packages, order: PackageOrder) -> str:
    told = _("{packages} of {size}, by {order}")
    if found.unread:
        told = _("{packages} of {size}, by {order}; not all databases could be read")
    elif found.unowned:
        told = _("{packages} of {size}, by {order}; {unowned} not owned by any package")
    return told.format(
        packages=counted(len(found.rows), "package"),
        size=human_size(sum(each.bytes for each in found.rows)),
        order=_(order.value),
        unowned=human_size(found.unowned_bytes),
    )


def _unread(found: Packages) -> list[str]:
    return [printable(f"{each.path}: {shown(each.reason)}") for each in found.unread]
