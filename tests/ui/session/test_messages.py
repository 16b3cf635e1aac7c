"""The name of a message tells who answers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from inspector.ui.session import messages

if TYPE_CHECKING:
    from textual.message import Message


@pytest.mark.parametrize(
    ("base", "suffix"), [(messages.Request, "Asked"), (messages.Opening, "Opened")]
)
def test_all_of_one_kind_have_one_suffix(base: type[Message], suffix: str) -> None:
    classes = [each for each in vars(messages).values() if isinstance(each, type)]
    names = [each.__name__ for each in classes if issubclass(each, base) and each is not base]
    assert len(names) > 5
    assert [name for name in names if not name.endswith(suffix)] == []
