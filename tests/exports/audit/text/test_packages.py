"""What packages cost, for people."""

from __future__ import annotations

from inspector.exports.audit.text.packages import package_lines, packages_told
from inspector.packages import Package, Packages, PackageType, Unowned, UnreadDatabase
from tests.exports.sample_reports import layer


def package(name: str, size: int, layer: int = 0) -> Package:
    return Package(f"pkg:deb/debian/{name}@1", PackageType.DEB, name, "1", layer, 2, size)


def test_the_largest_come_first_then_all_by_layer() -> None:
    found = Packages(
        (package("big", 5000), package("new", 300, 2), package("\x1b[31m", 10)),
        (Unowned(0, 1, 50), Unowned(3, 2, 70)),
        (UnreadDatabase("/var/lib/rpm/\x1b", "no database"),),
    )
    layers = [layer(number, f"RUN {number} {'x' * 50}") for number in range(4)]
    assert list(package_lines(found, layers)) == [
        "Packages (3; together 5.31 kB)",
        "  5.00 kB  big 1  (deb, layer 0, 2 files)",
        "    300 B  new 1  (deb, layer 2, 2 files)",
        r"     10 B  \x1b[31m 1  (deb, layer 0, 2 files)",
        "    120 B  not owned by any package  (3 files)",
        r"  not read: /var/lib/rpm/\x1b: no database",
        "",
        "LAYER  PACKAGES       SIZE  NOT OWNED  INSTRUCTION",
        f"    0         2    5.01 kB       50 B  RUN 0 {'x' * 33}…",
        f"    2         1      300 B        0 B  RUN 2 {'x' * 33}…",
        f"    3         0        0 B       70 B  RUN 3 {'x' * 33}…",
    ]
    assert packages_told(found) == (
        "3 packages store 5.31 kB; 3 files of 120 B are not owned by any package;"
        " not every package database could be read"
    )


def test_many_packages_are_counted_and_the_first_shown() -> None:
    found = Packages(tuple(package(f"p{number}", 100) for number in range(1500)), ())
    lines = list(package_lines(found, [layer(0, "RUN")]))
    assert lines[0] == "Packages (20 of 1,500; together 150 kB)"
    assert sum("(deb," in line for line in lines) == 20


def test_no_package_is_none() -> None:
    assert next(package_lines(Packages((), ()), [])) == "Packages: none"


def test_without_a_database_that_could_be_read_none_is_known() -> None:
    found = Packages((), (), (UnreadDatabase("/var/lib/rpm/Packages", "no database"),))
    assert next(package_lines(found, [])) == (
        "Packages: none known, as not every package database could be read"
    )
