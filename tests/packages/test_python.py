"""Python's packages, by dist-info and egg-info."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.build_image import file
from tests.packages.databases import dpkg_list, found, rows, stanza, status
from tests.tree.world import world

if TYPE_CHECKING:
    from pathlib import Path

    from tests.build_image import Part

SITE = "usr/lib/python3/site-packages"


def metadata(name: str, version: str = "1.0") -> bytes:
    text = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nSummary: s\n\nName: no\n"
    return text.encode()


def wheel(name: str, record: str, version: str = "1.0", site: str = SITE) -> list[Part]:
    folder = f"{site}/{name}-{version}.dist-info"
    return [
        file(f"{folder}/METADATA", metadata(name, version)),
        file(f"{folder}/RECORD", record.encode()),
    ]


def test_a_record_lists_files_beside_and_above_its_folder(tmp_path: Path) -> None:
    record = '"a,b.py",sha256=x,3\npy_yaml/__init__.py,,\n../../../bin/tool,,\n/opt/abs,,\n\n'
    image = world(
        tmp_path / "i.tar",
        [
            *wheel("Py_YAML", record),
            file(f"{SITE}/a,b.py", b"abc"),
            file(f"{SITE}/py_yaml/__init__.py", b"i" * 10),
            file(f"{SITE}/py_yaml/not_listed.pyc", b"n"),
            file("usr/bin/tool", b"t" * 20),
            file("opt/abs", b"o" * 4),
        ],
    )
    own = len(metadata("Py_YAML")) + len(record)
    assert rows(image) == [("py-yaml", "1.0", 0, 6, 37 + own)]
    assert found(image).rows[0].purl == "pkg:pypi/py-yaml@1.0"
    assert found(image).unowned_bytes == 1


def test_a_package_is_since_the_layer_that_wrote_its_version(tmp_path: Path) -> None:
    image = world(
        tmp_path / "i.tar",
        wheel("a", ""),
        [file("x")],
        wheel("a", ""),  # written again, as a change of owner does
        wheel("b", ""),
    )
    assert [row[:3] for row in rows(image)] == [("a", "1.0", 0), ("b", "1.0", 3)]


def test_eggs_list_their_files_or_what_can_be_imported(tmp_path: Path) -> None:
    image = world(
        tmp_path / "i.tar",
        [
            file(f"{SITE}/one.egg-info/PKG-INFO", metadata("one")),
            file(f"{SITE}/one.egg-info/installed-files.txt", b"../one/a.py\nPKG-INFO\n"),
            file(f"{SITE}/one/a.py", b"1"),
            file(f"{SITE}/one/b.py", b"2"),
            file(f"{SITE}/two.egg-info/PKG-INFO", metadata("two")),
            file(f"{SITE}/two.egg-info/top_level.txt", b"two\nthree\n"),
            file(f"{SITE}/two/deep/a.py", b"12345"),
            file(f"{SITE}/three.py", b"123"),
            file(f"{SITE}/four.egg-info", metadata("four")),
        ],
    )
    size = len(metadata("one"))
    texts = len(b"../one/a.py\nPKG-INFO\n"), len(b"two\nthree\n")
    assert rows(image) == [
        ("four", "1.0", 0, 1, size + 1),
        ("one", "1.0", 0, 3, size + texts[0] + 1),
        ("two", "1.0", 0, 4, size + texts[1] + 8),
    ]


def test_what_a_distribution_brought_or_another_package_has_within_is_no_row(
    tmp_path: Path,
) -> None:
    inner = f"{SITE}/setuptools/_vendor"
    image = world(
        tmp_path / "i.tar",
        [
            *wheel("requests", "requests.py,,\n"),
            file(f"{SITE}/requests.py", b"r" * 9),
            dpkg_list("python3-requests", f"/{SITE}/requests-1.0.dist-info/METADATA",
                      f"/{SITE}/requests.py"),
            status(stanza("python3-requests")),
            *wheel("vendored", "", site=inner),
            *wheel("setuptools", "setuptools/_vendor/vendored-1.0.dist-info/METADATA,,\n"),
        ],
    )  # fmt: skip
    assert [row[0] for row in rows(image)] == ["python3-requests", "setuptools"]


def test_the_same_package_in_two_environments_of_a_layer_is_one_row(tmp_path: Path) -> None:
    image = world(
        tmp_path / "i.tar",
        [*wheel("a", "", site="venv1"), *wheel("a", "", site="venv2")],
        wheel("a", "", site="venv3"),
    )
    size = len(metadata("a"))
    assert rows(image) == [("a", "1.0", 0, 4, 2 * size), ("a", "1.0", 1, 2, size)]


def test_lists_that_are_none_are_told(tmp_path: Path) -> None:
    folder = f"{SITE}/a-1.0.dist-info"
    image = world(
        tmp_path / "i.tar",
        [
            file(f"{folder}/METADATA", metadata("a")),
            file(f"{folder}/RECORD", b"a," + b"x" * 200_000),
            file(f"{SITE}/b-1.0.dist-info/METADATA", b"\xff\0" * 100),
            file(f"{SITE}/c-1.0.dist-info", b""),
        ],
    )
    packages = found(image)
    assert [each.name for each in packages.rows] == ["a"]
    (unread,) = packages.unread
    assert unread.path == f"/{folder}/RECORD"
    assert unread.reason.startswith("not a list of files")
