"""Several cases in one test: all are tried, and each that fails is named.

Starting an application costs as much as some ten keys, and a test as much as a hundred lines.
"""

from __future__ import annotations

import inspect
from contextlib import AbstractContextManager, contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from _pytest.mark import ParameterSet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

_LONGEST = 300  # of what names a case


class Case(Protocol):
    """Begins a case of this name."""

    def __call__(self, name: object, /) -> AbstractContextManager[None]: ...


@contextmanager
def walked() -> Iterator[Case]:
    """Give what each case is tried in; at the end fail with all that failed."""
    failed: list[str] = []

    @contextmanager
    def case(name: object) -> Iterator[None]:
        try:
            yield
        except (AssertionError, pytest.fail.Exception) as error:
            failed.append(f"{name!r:.{_LONGEST}}: {error}")
        except Exception as error:
            error.add_note("\n\n".join([*failed, f"{name!r:.{_LONGEST}}: this"]))
            raise

    yield case
    if failed:
        pytest.fail("\n\n".join(failed))


def tried_with(
    names: str | Sequence[str], table: Iterable[Any]
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Try a test with each row of a table, as ``parametrize`` does, but as one test.

    For tests that take no fixture: it would be the same one for all rows.
    """
    of_row = [name.strip() for name in names.split(",")] if isinstance(names, str) else [*names]
    rows = [dict(zip(of_row, _values(row, len(of_row)), strict=True)) for row in table]

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        @wraps(test)
        def all_of_them(**others: object) -> None:
            with walked() as case:
                for row in rows:
                    with case(row):
                        test(**row, **others)

        known = inspect.signature(test)
        rest = [each for name, each in known.parameters.items() if name not in of_row]
        all_of_them.__signature__ = known.replace(parameters=rest)  # type: ignore[attr-defined]
        return all_of_them

    return decorate


def _values(row: Any, count: int) -> Sequence[object]:  # noqa: ANN401
    """Return a row's values; a single one stands alone."""
    if isinstance(row, ParameterSet):
        return row.values
    return row if count > 1 else (row,)
