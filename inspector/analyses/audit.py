"""The audit of one image: plain values that reports, rules and exit codes are made of.

An audit holds no archive, no entries and no tree: it is small, and goes from process to process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from inspector.analyses.checks import check_findings
from inspector.analyses.dive import DiveFigures, dive_figures
from inspector.analyses.instruction import Instructions
from inspector.analyses.scope import WHOLE, Scope, file_test, findings_within, usage_within
from inspector.analyses.secrets import concealed, secret_findings
from inspector.analyses.sums import Sums, sums
from inspector.analyses.usage import LayerUsage, Usage, usage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from inspector.analyses.base_image import BaseImage
    from inspector.analyses.dive.layers import DiveLayer
    from inspector.analyses.dockerfile.lines import DockerfileLines
    from inspector.analyses.duplicates import Duplicates
    from inspector.analyses.file_tree import FileTreeColumns
    from inspector.analyses.folder_bytes import FolderBytes
    from inspector.analyses.path_matches import PathMatch
    from inspector.findings import Finding
    from inspector.packages import Packages
    from inspector.reading.contents import Contents
    from inspector.reading.image import Image, Layer
    from inspector.tarstream import Entry
    from inspector.tree import Tree


DEEP = "deep"


class AuditedLayer(msgspec.Struct, frozen=True):
    """A layer and what it costs; sizes are bytes.

    Attributes:
        compressed_size: Of the blob as stored.
        created_by: The command of its history row, as written there.
        instruction: What people call it: the instruction of a Dockerfile. Not printable yet.
        trouble: The state of a layer that was not read whole, None of all others.
        is_symlink: Whether the archive has a symlink to another layer for it.

    """

    index: int
    diff_id: str | None
    digest: str | None
    media_type: str | None
    compressed_size: int
    created_by: str
    instruction: str
    usage: LayerUsage
    trouble: str | None = None
    is_symlink: bool = False


class AuditOptions(msgspec.Struct, frozen=True):
    """What is asked for beyond the usual: what takes longer, and what is to be left out.

    Attributes:
        duplicates: Whether contents are compared.
        ignore_base: Whether the base image counts for nothing, where it is known.
        exclude: Globs of paths that do not count.
        globs: Of paths that are to be found.
        folders: Whether the bytes in each folder are added up.
        files: Whether the tree of files is kept, for reports that draw it.
        dive: Whether dive's figures are worked out; else they are those of no layer.
        dive_files: Whether the files of each layer are kept as dive exports them.
        secrets: Which files are searched for them: those whose names tell, or ``DEEP``.
        packages: Whether package databases are read.
        unowned: Whether files that no package owns are added up, too.

    """

    duplicates: bool = False
    ignore_base: bool = False
    exclude: tuple[str, ...] = ()
    globs: tuple[str, ...] = ()
    folders: bool = False
    files: bool = False
    dive: bool = True
    dive_files: bool = False
    secrets: str = "names"
    packages: bool = False
    unowned: bool = True


DEFAULT_OPTIONS = AuditOptions()


class Audit(msgspec.Struct, frozen=True):
    """The results for one image.

    Attributes:
        names: Those that the archive gives it.
        sums: How the sizes of the whole image add up.
        usage: What counts: totals and waste within ``scope``, as are findings, matches and
            duplicates.
        matches: Paths that the globs name which someone asked for.
        folders: The visible bytes in each folder, None unless asked for.
        duplicates: None unless asked for.
        files: None unless asked for.
        dockerfile: Which of its lines made which layers, None where none was given.
        dive_layers: What dive exports besides its figures, None unless asked for.
        packages: What each package costs within ``scope``, None unless asked for.

    """

    reference: str
    id: str
    platform: str | None
    created: str | None
    names: tuple[str, ...]
    sums: Sums
    usage: Usage
    layers: tuple[AuditedLayer, ...]
    findings: tuple[Finding, ...]
    dive: DiveFigures
    base: BaseImage | None = None
    scope: Scope = WHOLE
    matches: tuple[PathMatch, ...] = ()
    folders: tuple[FolderBytes, ...] | None = None
    duplicates: Duplicates | None = None
    files: FileTreeColumns | None = None
    dockerfile: DockerfileLines | None = None
    dive_layers: tuple[DiveLayer, ...] | None = None
    packages: Packages | None = None

    @property
    def size(self) -> int:
        """What ``docker images`` shows: the sum of what ``docker history`` does."""
        return sum(each.usage.size for each in self.layers)

    @property
    def counted_layers(self) -> tuple[AuditedLayer, ...]:
        """The layers that totals and rules are about."""
        return self.layers[self.scope.base_layers :]

    @property
    def counted_size(self) -> int:
        """What those layers add to what ``docker images`` shows."""
        return sum(each.usage.size for each in self.counted_layers)


def audit(
    reference: str,
    image: Image,
    tree: Tree,
    contents: Contents,
    base: BaseImage | None = None,
    *,
    dockerfile: DockerfileLines | None = None,
    options: AuditOptions = DEFAULT_OPTIONS,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Audit:
    """Audit an image whose layers have been read and merged. Raises UsageError for a bad glob.

    ``progress`` is told how many bytes of contents have been compared, and of how many.
    """
    ignored = base.layers if base is not None and options.ignore_base else 0
    scope = Scope(ignored, options.exclude)
    whole = usage(tree, contents)
    found = usage_within(whole, tree, scope)
    image = concealed(image)
    instructions = Instructions(image.config)
    return Audit(
        reference=reference,
        id=image.id,
        platform=str(image.source.platform) or None,
        created=image.config.created,
        names=tuple(image.source.names),
        sums=sums(image.layers, whole),
        usage=found,
        layers=tuple(
            _audited(layer, each, instructions)
            for layer, each in zip(image.layers, found.layers, strict=True)
        ),
        findings=tuple(
            findings_within(
                all_findings(image, tree, contents, options, found=found, base=base), scope
            )
        ),
        dive=dive_of(image, tree) if options.dive else dive_figures([]),
        base=base,
        scope=scope,
        matches=_matches(tree, options.globs, scope),
        folders=_folders(tree) if options.folders else None,
        duplicates=(_duplicates(tree, contents, scope, progress) if options.duplicates else None),
        files=_files(tree, found, scope) if options.files else None,
        dockerfile=dockerfile,
        dive_layers=_dive_layers(image, tree) if options.dive_files else None,
        packages=_packages(image, tree, contents, scope, options),
    )


# Imported when asked for: most audits are not.


def _matches(tree: Tree, globs: Sequence[str], scope: Scope) -> tuple[PathMatch, ...]:
    if not globs:
        return ()
    from inspector.analyses.path_matches import path_matches

    return path_matches(tree, globs, scope)


def _folders(tree: Tree) -> tuple[FolderBytes, ...]:
    from inspector.analyses.folder_bytes import folder_bytes

    return folder_bytes(tree)


def _dive_layers(image: Image, tree: Tree) -> tuple[DiveLayer, ...]:
    from inspector.analyses.dive.layers import dive_layers

    return dive_layers((layer, _as_dive_reads(layer, tree)) for layer in image.layers)


def _duplicates(
    tree: Tree, contents: Contents, scope: Scope, progress: Callable[[int, int], None]
) -> Duplicates:
    from inspector.analyses.duplicates import duplicates

    return duplicates(tree, contents, scope, progress)


def _packages(
    image: Image, tree: Tree, contents: Contents, scope: Scope, options: AuditOptions
) -> Packages | None:
    if not options.packages:
        return None
    from inspector.packages.owners import packages

    counts, adds_unowned = file_test(tree, scope), options.unowned
    return packages(tree, contents, image.limits, counts, adds_unowned=adds_unowned)


def _files(tree: Tree, found: Usage, scope: Scope) -> FileTreeColumns:
    from inspector.analyses.file_tree import file_tree

    return file_tree(tree, found.waste, scope)


def _audited(layer: Layer, found: LayerUsage, instructions: Instructions) -> AuditedLayer:
    return AuditedLayer(
        index=layer.index,
        diff_id=layer.diff_id,
        digest=layer.digest,
        media_type=layer.source.media_type,
        compressed_size=layer.compressed_size,
        created_by=layer.created_by,
        instruction=instructions.name(layer.history),
        usage=found,
        trouble=str(layer.state) if layer.error is not None else None,
        is_symlink=layer.source.is_symlink,
    )


def dive_of(image: Image, tree: Tree) -> DiveFigures:
    """Return what dive prints for an image whose layers have been read and merged."""
    return dive_figures([_as_dive_reads(layer, tree) for layer in image.layers])


def _as_dive_reads(layer: Layer, tree: Tree) -> Sequence[Entry]:
    """Return a layer's entries: dive reads a symlink to another layer as an empty tar."""
    return [] if layer.source.is_symlink else tree.merged(layer.index, layer.entries)


def all_findings(
    image: Image,
    tree: Tree,
    contents: Contents,
    options: AuditOptions,
    *,
    found: Usage,
    base: BaseImage | None,
) -> list[Finding]:
    """Return the findings of an image whose layers have been read and merged.

    First what reading it has shown, then what it holds. ``found`` is the usage that counts.
    """
    return [
        *format_findings(image, tree),
        *check_findings(image, tree, contents, found, base),
        *secret_findings(image, tree, contents, deep=options.secrets == DEEP),
    ]


def format_findings(image: Image, tree: Tree) -> list[Finding]:
    """Return what reading and merging found: of the image, then of its layers, base layer first."""
    found = list(image.findings)
    for layer, merged in zip(image.layers, tree.findings, strict=False):
        found += layer.scan.findings
        found += merged
    return found
