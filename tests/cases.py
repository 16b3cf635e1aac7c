"""Several cases walked through one application: all are tried, and each that fails is named.

Starting an application costs as much as some ten keys.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Protocol

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


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
        except AssertionError as error:
            failed.append(f"{name!r}: {error}")
        except Exception as error:
            error.add_note("\n\n".join([*failed, f"{name!r}: this"]))
            raise

    yield case
    if failed:
        pytest.fail("\n\n".join(failed))
