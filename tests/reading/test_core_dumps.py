"""Dumps are named as kernels name them, and begin as ELF says."""

from __future__ import annotations

import pytest

from inspector.reading.core_dumps import begins_like_dump, is_named_like_dump, is_numbered
from tests.cases import tried_with


@pytest.mark.parametrize("name", ["core", "core.1", "core.nginx.77"])
def test_names_of_dumps(name: str) -> None:
    assert is_named_like_dump(name)
    assert is_numbered(name) == (name != "core")


@tried_with("name", ["", "cor", "core.", "core.py", "cores", "score", "core1", "core.1.gz"])
def test_other_names(name: str) -> None:
    assert not is_named_like_dump(name)


@pytest.mark.parametrize("order", ["little", "big"])
def test_the_type_stands_in_either_order(order: str) -> None:
    begin = b"\x7fELF" + bytes(12)
    assert begins_like_dump(begin + (4).to_bytes(2, order))  # type: ignore[arg-type]
    assert not begins_like_dump(begin + (3).to_bytes(2, order))  # type: ignore[arg-type]
    assert not begins_like_dump(b"text" + bytes(12) + b"\4\0")
