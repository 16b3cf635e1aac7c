"""Empty passwords and shared user IDs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.analyses.checks.audited import findings_of
from tests.build_image import ImageSpec, file, whiteout

if TYPE_CHECKING:
    from pathlib import Path

    from tests.build_image import Part

SHADOW = b"root:*:19000:0:99999:7:::\nme:!:19000::::::\n"
PASSWD = b"root:x:0:0:root:/root:/bin/sh\nme:x:1000:1000::/home/me:/bin/sh\n"


def told(folder: Path, *layers: list[Part]) -> list[tuple[str, int | None, str | None, str]]:
    kinds = {"empty-password", "duplicate-uid"}
    found = findings_of(folder, ImageSpec(layers=layers))
    return [(each.id, each.layer, each.path, each.detail) for each in found if each.id in kinds]


def test_an_empty_password(tmp_path: Path) -> None:
    planted = file("etc/shadow", SHADOW + b"guest::19000::::::\n")
    found = [("empty-password", 0, "/etc/shadow", "guest")]
    assert told(tmp_path, [planted]) == found
    assert told(tmp_path, [planted], [file("etc/shadow", SHADOW)]) == []
    assert told(tmp_path, [planted], [whiteout("etc/shadow")]) == []
    in_passwd = file("etc/passwd", PASSWD.replace(b"me:x", b"me:"))
    assert told(tmp_path, [in_passwd]) == [("empty-password", 0, "/etc/passwd", "me")]


def test_a_user_id_of_two_accounts(tmp_path: Path) -> None:
    planted = file("etc/passwd", PASSWD + b"admin:x:0:0::/:/bin/sh\n")
    found = [("duplicate-uid", 1, "/etc/passwd", "0 (root, admin)")]
    assert told(tmp_path, [file("etc/passwd", PASSWD)], [planted]) == found
    assert told(tmp_path, [planted], [file("etc/passwd", PASSWD)]) == []


@pytest.mark.parametrize(
    "content",
    [
        PASSWD,
        PASSWD * 2,
        b"",
        b"\n\n# ::\n",
        b"no columns\n",
        b"a:b\n",
        b"\xff\xfe:\x00:\n",
        b"::::",
    ],
    ids=range(8),
)
def test_files_of_accounts_without_a_finding(tmp_path: Path, content: bytes) -> None:
    assert told(tmp_path, [file("etc/passwd", content), file("etc/shadow", SHADOW)]) == []
