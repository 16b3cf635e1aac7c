"""Reports made by hand: of nothing, of everything, and of an image whose every text is hostile."""

from __future__ import annotations

from datetime import date

from inspector.analyses.audit import Audit, AuditedLayer
from inspector.analyses.base_image import BaseImage, Source
from inspector.analyses.dive import DiveFigures, DiveFile
from inspector.analyses.dive.layers import DiveFileInfo, DiveLayer
from inspector.analyses.dockerfile.instructions import LineRange
from inspector.analyses.dockerfile.lines import DockerfileLines, LayerLines
from inspector.analyses.duplicates import Duplicate, Duplicates
from inspector.analyses.folder_bytes import FolderBytes
from inspector.analyses.scope import Scope
from inspector.analyses.usage import Cause, LayerUsage, Usage, Waste
from inspector.errors import ExitCode
from inspector.findings import Finding
from inspector.packages import Package, Packages, PackageType, Unowned, UnreadDatabase
from inspector.rules.report import (
    FolderGrowth,
    Growth,
    IgnoredFinding,
    LayerGrowth,
    PackageGrowth,
    Report,
    RuleResult,
    Status,
    Unreadable,
)
from tests.rules.audits import sums_of

PURL = "pkg:deb/ubuntu/libfoo@1?arch=amd64"
DIGEST = "sha256:" + "ab" * 32

EMPTY = Report(
    Audit(
        reference="empty.tar",
        id=DIGEST,
        platform=None,
        created=None,
        names=(),
        sums=sums_of(()),
        usage=Usage(0, 0, (), (), 0),
        layers=(),
        findings=(),
        dive=DiveFigures(1.0, 0, None, ()),
    )
)
UNREADABLE = Unreadable("nope.tar", "nope.tar: no such file", ExitCode.UNREADABLE)


def layer(index: int, text: str, size: int = 1000, wasted: int = 0) -> AuditedLayer:
    return AuditedLayer(
        index=index,
        diff_id=DIGEST,
        digest=None,
        media_type=None,
        compressed_size=size,
        created_by=text,
        instruction=text,
        usage=LayerUsage(index, size, size, wasted, 1, 0, 0, 0),
    )


def growth_with(text: str, new: Finding) -> Growth:
    """Return a growth with one of everything, and this text wherever an image has a say."""
    return Growth(
        reference=f"baseline{text}",
        id=DIGEST,
        size_before=1_000_000,
        size_after=4_001_000,
        wasted_before=0,
        wasted_after=2_000_000,
        layers=(
            LayerGrowth(0, 0, f"RUN zero {text}", 1_000_000, 4_000_000),
            LayerGrowth(1, None, f"{text} RUN one", 0, 1_000),
            LayerGrowth(None, 1, f"RUN gone {text}", 10, 0),
        ),
        folders=(FolderGrowth(f"/folder{text}", 0, 3_000_000),),
        new_findings=(new,),
        packages=(
            PackageGrowth(PackageType.DEB, f"deb{text}", "1", f"2{text}", 100, 200),
            PackageGrowth(PackageType.NPM, f"npm{text}", None, f"2{text}", 0, 200),
            PackageGrowth(PackageType.RPM, f"rpm{text}", f"1{text}", None, 100, 0),
        ),
    )


def report_with(text: str) -> Report:
    """Return a report with one of everything, and this text wherever an image has a say."""
    waste = Waste(f"/waste{text}", 2_000_000, 0, 1, Cause.REMOVED)
    finding = Finding("path-escape", 1, f"/found{text}", text)
    rules = (
        RuleResult("max_size", 1_000, 2_000.0, Status.FAIL, text),
        RuleResult("lowestEfficiency", "0.9", 0.95, Status.PASS),
        RuleResult("forbid", text, None, Status.SKIP),
        RuleResult("warn_on", text, 2, Status.PASS, text, is_warning=True),
        RuleResult("highestWastedBytes", text, None, Status.MISCONFIGURED, text),
    )
    ignored = Finding("empty-name", 0, f"/ignored{text}", text, 7, 1, text, (text,))
    lines = DockerfileLines(
        "build/Dockerfile", (LayerLines(1, LineRange(3, 5)),), unmatched_layers=(0,)
    )
    layers = (
        layer(0, f"RUN zero {text}", 4_000_000, 2_000_000),
        layer(1, f"{text} RUN one"),
    )
    return Report(
        Audit(
            reference=f"image{text}",
            id=DIGEST,
            platform=f"linux/{text}",
            created=text,
            names=(f"example.com/app:{text}",),
            scope=Scope(1, (f"excluded{text}",)),
            sums=sums_of(layers),
            usage=Usage(
                stored_bytes=5_000_000,
                wasted_bytes=2_000_000,
                layers=(LayerUsage(0, 4_000_000, 4_000_000, 2_000_000, 1, 0, 0, 0),),
                waste=(waste,),
                wasted_files=1,
            ),
            layers=layers,
            findings=(finding, finding, Finding("layer-damaged", None, None, text)),
            dive=DiveFigures(0.5, 10, 0.25, (DiveFile(f"/dive{text}", 2, 10),)),
            base=BaseImage(1, 1, Source.GIVEN, reference=f"base{text}"),
            folders=(FolderBytes(f"/folder{text}", 3_000_000),),
            duplicates=Duplicates(
                (Duplicate("cd" * 32, 3_000_000, (f"/one{text}", f"/two{text}")),)
            ),
            packages=Packages(
                (Package(PURL, PackageType.DEB, f"libfoo{text}", f"1{text}", 0, 7, 2_000_000),),
                (Unowned(1, 3, 1_000_000),),
                (UnreadDatabase(f"/database{text}", f"reason{text}"),),
            ),
            dockerfile=lines,
            dive_layers=(
                DiveLayer(
                    0, f"id{text}", DIGEST, 5, f"run {text}", (DiveFileInfo(f"a{text}", 48, text),)
                ),
            ),
        ),
        rule_file=f"rules{text}.toml",
        rules=rules,
        ignored=(IgnoredFinding(ignored, text, date(2030, 1, 2)),),
        expired=(IgnoredFinding(ignored, text, date(2020, 1, 2)),),
        growth=growth_with(text, finding),
    )


FULL = report_with("")
