"""An image beside an earlier report of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from inspector.analyses.base_image import BaseImage, Source
from inspector.analyses.folder_bytes import FolderBytes
from inspector.analyses.scope import Scope
from inspector.errors import UsageError
from inspector.exports.audit.json import render
from inspector.findings import Finding
from inspector.packages import Package, Packages, PackageType
from inspector.rules.baseline import Baseline, baseline_of, read_baselines
from inspector.rules.growth import growth_since
from inspector.rules.report import FolderGrowth, LayerGrowth, PackageGrowth, Report, Unreadable
from tests.rules.audits import audit_of, layer

if TYPE_CHECKING:
    from inspector.analyses.audit import Audit


def baseline(folder: Path, audit: Audit) -> Baseline:
    path = folder / "old.json"
    path.write_text(render([Report(audit)]))
    (found,) = read_baselines(path)
    return found


def test_layers_are_known_by_diff_id_then_by_command(tmp_path: Path) -> None:
    old = audit_of(
        layer(0, 100, created_by="ADD base", diff_id="a"),
        layer(1, 10, created_by="RUN make", diff_id="b"),
        layer(2, 5, created_by="COPY old", diff_id="c"),
        layer(3, 7, created_by="RUN same", diff_id="d"),
    )
    new = audit_of(
        layer(0, 100, created_by="ADD base", diff_id="a"),
        layer(1, 50, created_by="COPY new", diff_id="x"),
        layer(2, 13, created_by="RUN make", diff_id="y"),
        layer(3, 7, created_by="RUN same", diff_id="z"),
    )
    found = growth_since(baseline(tmp_path, old), new)
    assert found.layers == (
        LayerGrowth(1, None, "COPY new", 0, 50),
        LayerGrowth(None, 2, "COPY old", 5, 0),
        LayerGrowth(2, 1, "RUN make", 10, 13),
    )
    assert (found.size_before, found.size_after, found.bytes) == (122, 170, 48)
    assert found.bytes == sum(each.after - each.before for each in found.layers)


def test_a_base_image_that_does_not_count_counts_in_neither(tmp_path: Path) -> None:
    old = audit_of(layer(0, 100, wasted=9, diff_id="a"), layer(1, 10, wasted=2, diff_id="b"))
    new = audit_of(
        layer(0, 700, wasted=70, diff_id="x"), layer(1, 40, diff_id="y"), layer(2, 10, diff_id="b")
    )
    within = replace(new.usage, wasted_bytes=0)
    new = replace(new, base=BaseImage(2, 2, Source.GIVEN), scope=Scope(2), usage=within)
    known = baseline(tmp_path, replace(old, base=BaseImage(1, 1, Source.GIVEN)))
    found = growth_since(known, new)
    assert (found.size_before, found.size_after, found.layers) == (10, 10, ())
    assert (found.wasted_before, found.wasted_after) == (2, 0)
    unknown = growth_since(baseline(tmp_path, old), new)
    assert (unknown.size_before, unknown.size_after) == (110, 750)


def test_folders(tmp_path: Path) -> None:
    old = audit_of(folders=[FolderBytes("/a", 5), FolderBytes("/b", 6), FolderBytes("/c", 1)])
    new = audit_of(folders=[FolderBytes("/a", 5), FolderBytes("/b", 2), FolderBytes("/d", 9)])
    assert growth_since(baseline(tmp_path, old), new).folders == (
        FolderGrowth("/d", 0, 9),
        FolderGrowth("/b", 6, 2),
        FolderGrowth("/c", 1, 0),
    )
    assert growth_since(baseline(tmp_path, audit_of()), new).folders is None


def test_findings_that_were_not_there(tmp_path: Path) -> None:
    """Neither a layer's number nor what a message counts makes a finding new."""
    known = [
        Finding("duplicate-path", 1, "/a"),
        Finding("hidden-data", 1, detail="512"),
        Finding("duplicate-path", 2, "/caf\udce9"),
    ]
    old = baseline(tmp_path, audit_of(findings=known))
    moved = [
        Finding("duplicate-path", 3, "/a"),
        Finding("hidden-data", 3, detail="1024"),
        Finding("duplicate-path", 4, "/caf\udce9"),
    ]
    new = [Finding("duplicate-path", 3, "/b"), Finding("hidden-data", 4, detail="7")]
    assert growth_since(old, audit_of(findings=moved)).new_findings == ()
    assert growth_since(old, audit_of(findings=moved + new)).new_findings == tuple(new)
    again = [*moved, Finding("duplicate-path", 5, "/a")]
    assert growth_since(old, audit_of(findings=again)).new_findings == (again[-1],)


def test_an_image_is_found_by_its_reference(tmp_path: Path) -> None:
    path = tmp_path / "old.json"
    audits = [Report(audit_of(reference=name)) for name in ("a.tar", "b.tar")]
    path.write_text(render([*audits, Unreadable("c.tar", "no such file", 3)]))  # type: ignore[arg-type]
    found = read_baselines(path)
    assert [each.image.reference for each in found] == ["a.tar", "b.tar"]
    assert baseline_of("b.tar", found, only=True) is found[1]
    assert baseline_of("new.tar", found, only=True) is None
    assert baseline_of("new.tar", found[:1], only=True) is found[0]
    assert baseline_of("new.tar", found[:1], only=False) is None


def test_a_baseline_has_an_end() -> None:
    with pytest.raises(UsageError, match="/dev/zero: larger than 67,108,864 bytes"):
        read_baselines(Path("/dev/zero"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "not JSON"),
        ("5", "not a report of layerscope audit --json"),
        ("[]", "no report of an image in it"),
        ('{"image": {"reference": "x"}, "error": "y"}', "no report of an image in it"),
        (json.dumps({"schema": 1}), "not a report of layerscope audit --json"),
        (r'{"schema": "\ud800"}', "not a report of layerscope audit --json$"),
        (r'{"\ud800": 1}', "not a report of layerscope audit --json$"),
        ("[" * 100_000, "not JSON: nested too deeply$"),
        ("9" * 5000, "not JSON: a number of more than 4,300 digits$"),
        ('"\udcff"', "not JSON: not UTF-8$"),
    ],
)
def test_what_is_no_baseline(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "old.json"
    path.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(UsageError, match=told):
        read_baselines(path)


def test_a_baseline_of_another_schema(tmp_path: Path) -> None:
    path = tmp_path / "old.json"
    path.write_text(render([Report(audit_of())]).replace('"schema": 1', '"schema": 2'))
    with pytest.raises(UsageError, match="a schema other than 1"):
        read_baselines(path)
    with pytest.raises(UsageError, match="No such file"):
        read_baselines(tmp_path / "none")


def test_packages_that_are_new_gone_or_of_another_version_or_size(tmp_path: Path) -> None:
    def with_packages(*rows: tuple[str, str, int]) -> Audit:
        packages = tuple(
            Package(f"pkg:deb/x/{name}@{version}", PackageType.DEB, name, version, 0, 1, size)
            for name, version, size in rows
        )
        return replace(audit_of(layer(0, 100)), packages=Packages(packages, ()))

    old = with_packages(("same", "1", 5), ("up", "1", 10), ("gone", "1", 7), ("two", "1", 1))
    new = with_packages(
        ("same", "1", 5), ("up", "2", 30), ("new", "1", 3), ("two", "1", 1), ("two", "2", 1)
    )
    found = growth_since(baseline(tmp_path, old), new)
    assert found.packages == (
        PackageGrowth(PackageType.DEB, "up", "1", "2", 10, 30),
        PackageGrowth(PackageType.DEB, "gone", "1", None, 7, 0),
        PackageGrowth(PackageType.DEB, "new", None, "1", 0, 3),
        PackageGrowth(PackageType.DEB, "two", "1", "1, 2", 1, 2),
    )
    assert growth_since(baseline(tmp_path, old), audit_of()).packages is None
    assert growth_since(baseline(tmp_path, audit_of()), new).packages is None
