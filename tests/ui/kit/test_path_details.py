"""Names and values in two columns: lists of folders are broken between folders."""

from __future__ import annotations

import pytest
from rich.console import Console

from inspector.ui.kit.path_details import FactTable

FOLDERS = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def lines(value: str, width: int) -> list[str]:
    console = Console(width=width, legacy_windows=False)
    with console.capture() as caught:
        console.print(FactTable([("env", value)]))
    return [line[len("env  ") :].rstrip() for line in caught.get().splitlines()]


@pytest.mark.parametrize("width", [30, 40, 60])
def test_a_list_of_folders_is_broken_between_folders(width: int) -> None:
    shown = lines(FOLDERS, width)
    assert "".join(shown) == FOLDERS
    assert all(line.endswith(":") for line in shown[:-1])


def test_a_short_list_is_one_line_and_a_long_folder_is_broken_all_the_same() -> None:
    assert lines(FOLDERS, 100) == [FOLDERS]
    long = f"PATH=/{'x' * 50}:/bin"
    assert "".join(lines(long, 30)) == long
    assert lines("URL=https://example.com", 40) == ["URL=https://example.com"]
