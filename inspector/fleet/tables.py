"""The rows of all sources as Parquet, by DuckDB: sorted on disk where memory does not suffice."""

from __future__ import annotations

import shutil
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from inspector.fleet.rows_file import read_rows
from inspector.fleet.writing import WorkFolderError, refused, writing_to
from inspector.io.held import held
from inspector.language import Lazy
from inspector.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from inspector.fleet.rows import ImageRows
    from inspector.fleet.work_folder import WorkFolder

MEMORY = "256MB"
_MOST_THREADS = 4

# What rows consist of, and their names in DuckDB; internal tables have more than is given out.
_ROWS = {
    "images": "reference VARCHAR, id VARCHAR, digest VARCHAR, platform VARCHAR, created TIMESTAMP,"
    " layers INTEGER, stored_bytes BIGINT, live_bytes BIGINT, wasted_bytes BIGINT,"
    " efficiency DOUBLE, findings INTEGER, error VARCHAR",
    "image_layers": "id VARCHAR, index INTEGER, diff_id VARCHAR, created_by VARCHAR, size BIGINT,"
    " wasted_bytes BIGINT, chain VARCHAR",
    "layers": "diff_id VARCHAR, digest VARCHAR, size BIGINT, compressed_size BIGINT,"
    " entries INTEGER, but_times VARCHAR, file VARCHAR, is_whole BOOLEAN",
    "waste": "id VARCHAR, path VARCHAR, bytes BIGINT, written_by INTEGER, hidden_by INTEGER,"
    " cause VARCHAR",
    "findings": "id VARCHAR, finding VARCHAR, level VARCHAR, message VARCHAR, layer INTEGER,"
    " path VARCHAR, bytes BIGINT, hidden_by INTEGER",
    "packages": "id VARCHAR, purl VARCHAR, type VARCHAR, name VARCHAR, version VARCHAR,"
    " layer INTEGER, files INTEGER, bytes BIGINT",
    "bases": "id VARCHAR, layers INTEGER, name VARCHAR, created TIMESTAMP",
}
# Every image of its own, and every layer of its own, has a row for itself.
_OF_SOURCES = frozenset({"images", "layers"})

# What each file that is given out holds, made of the internal tables.
_OUTPUT = {
    "images": "SELECT * FROM {images} ORDER BY ALL",
    "image_layers": "SELECT * EXCLUDE (chain) FROM {image_layers} ORDER BY ALL",
    "layers": """
        SELECT diff_id, digest, size, compressed_size, entries, coalesce(images, 0) AS images
        FROM {once} LEFT JOIN (
            SELECT diff_id, count(DISTINCT id) AS images FROM {image_layers} GROUP BY diff_id
        ) USING (diff_id)
        ORDER BY ALL""",
    "waste": "SELECT * FROM {waste} ORDER BY ALL",
    "findings": "SELECT * FROM {findings} ORDER BY ALL",
    "packages": "SELECT * FROM {packages} ORDER BY ALL",
}
# Of several archives that store a layer, one row: what could be read of it, if anything.
_ONCE = """
    SELECT * FROM {layers}
    QUALIFY row_number() OVER (
        PARTITION BY diff_id
        ORDER BY NOT is_whole, compressed_size, digest, size, entries, file
    ) = 1"""
FILES = tuple(f"{name}.parquet" for name in _OUTPUT)


class Tables:
    """The tables of a fleet while they are made; ``query`` asks them. Raises WorkFolderError."""

    def __init__(self, work: WorkFolder, threads: int) -> None:
        with held():  # an exception within its start is none of Python's any more
            import duckdb

        self._work = work
        self._folder = work.tables
        self._error = duckdb.Error
        with self._asking():
            self._duckdb = duckdb.connect(config=_settings(self._folder, threads))

    def close(self) -> None:
        """End DuckDB, and remove what only it needed."""
        self._duckdb.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def gather(self, files: Sequence[str]) -> None:
        """Take the rows of all sources; of an image that several have, those of the first.

        The first is one that could be read, if there is one.
        """
        with writing_to(self._folder), ExitStack() as stack:  # closing them writes, too
            opened: dict[str, BinaryIO] = {}
            for name in _ROWS:
                path = self._folder / f"{name}.json"
                opened[name] = stack.enter_context(path.open("wb"))
            seen: set[bytes] = set()
            for rows in _first_the_read_ones(files):
                is_first = rows.id is not None and rows.id.encode() not in seen
                if is_first and rows.id is not None:
                    seen.add(rows.id.encode())
                for name, lines in rows.tables.items():
                    if is_first or name in _OF_SOURCES:
                        opened[name].write(lines)
        for name, columns in _ROWS.items():
            self._load(name, columns)
        self._keep("once", _ONCE)
        self._gather_contents()

    def _load(self, name: str, columns: str) -> None:
        """Have lines of JSON as a table."""
        path = self._folder / f"{name}.json"
        told = ", ".join(
            f"'{column}': '{kind}'" for column, kind in map(str.split, columns.split(","))
        )
        self._keep(
            name,
            f"SELECT * FROM read_json({_quoted(path)}, format = 'newline_delimited',"  # noqa: S608
            f" columns = {{{told}}})",
        )
        path.unlink(missing_ok=True)

    def _keep(self, name: str, query: str) -> None:
        self.ask(f"COPY ({query}) TO {_quoted(self._path(name))} (FORMAT parquet)")

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.parquet"

    def _gather_contents(self) -> None:
        """Take the large contents of each layer, by a number of the layer."""
        path = self._folder / "contents.csv"
        with self._asking():
            asked = self._duckdb.execute(
                self._named("SELECT file FROM {once} WHERE file <> '' ORDER BY diff_id")
            )
            with writing_to(self._folder), path.open("wb") as file:
                number = 0
                while some := asked.fetchmany(1000):
                    for (name,) in some:
                        number += 1
                        file.write(_numbered(number, self._contents(name)))
        told = (
            "auto_detect = false, header = false, delim = ',', new_line = '\\n', quote = '\"',"
            " escape = '\"', columns = {'layer': 'INTEGER', 'fingerprint': 'UBIGINT',"
            " 'bytes': 'BIGINT', 'path': 'VARCHAR'}"
        )
        self._keep("contents", f"SELECT * FROM read_csv({_quoted(path)}, {told})")  # noqa: S608
        path.unlink(missing_ok=True)

    def _contents(self, name: str) -> bytes:
        found = self._work.layer_named(name)
        return found.contents() if found is not None else b""

    def write(self, out: Path) -> None:
        """Write the files that are given out, and put them into their place when all are made."""
        made = self._folder / "made"
        with writing_to(made):
            made.mkdir(exist_ok=True)
        for name, query in _OUTPUT.items():
            self.ask(
                f"COPY ({query}) TO {_quoted(made / f'{name}.parquet')}"
                " (FORMAT parquet, COMPRESSION zstd)"
            )
        with writing_to(out):
            for name in FILES:
                (made / name).replace(out / name)

    def layer_files(self) -> Iterator[str]:
        """Yield the names of all files of layers that images of the fleet have."""
        return (name for (name,) in self.ask("SELECT DISTINCT file FROM {layers}"))

    def ask(self, query: str) -> list[Any]:
        """Return the rows that a query gives; ``{name}`` in it is a table."""
        with self._asking():
            return self._duckdb.execute(self._named(query)).fetchall()

    def _named(self, query: str) -> str:
        for name in (*_ROWS, "once", "contents"):
            query = query.replace(f"{{{name}}}", _quoted(self._path(name)))
        return query

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Raise WorkFolderError for what DuckDB cannot do, and KeyboardInterrupt for a signal."""
        try:
            yield
        except RuntimeError as error:
            # It drops what the signal's handler has raised.
            if "interrupted" not in str(error):
                raise
            raise KeyboardInterrupt from error
        except self._error as error:
            told = str(error).partition("\n")[0]
            raise refused(self._folder.parent.parent, OSError(printable(told))) from error


def _settings(folder: Path, threads: int) -> dict[str, str | bool | int | float | list[str]]:
    return {
        "memory_limit": MEMORY,
        "threads": min(threads, _MOST_THREADS),
        "temp_directory": str(folder / "spilled"),
        "preserve_insertion_order": False,
        # All that is needed comes with it: nothing is fetched.
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }


def _first_the_read_ones(files: Sequence[str]) -> Iterator[ImageRows]:
    """Yield the rows of all images, those that could not be read behind all others."""
    from pathlib import Path

    others: list[str] = []
    for is_read, named in ((True, files), (False, others)):
        for name in named:
            try:
                for rows in read_rows(Path(name)):
                    if rows.is_read is is_read:
                        yield rows
                    elif is_read and others[-1:] != [name]:
                        others.append(name)
            except (OSError, ValueError) as error:
                Path(name).unlink(missing_ok=True)
                told = Lazy("the stored results of a source are damaged: run the command again")
                raise WorkFolderError(told) from error


def _numbered(number: int, lines: bytes) -> bytes:
    before = b"%d," % number
    return before + lines[:-1].replace(b"\n", b"\n" + before) + b"\n" if lines else b""


def _quoted(value: object) -> str:
    """Return a text as SQL writes it."""
    return "'" + str(value).replace("'", "''") + "'"
