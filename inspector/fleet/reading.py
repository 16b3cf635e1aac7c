"""One source: its archive is opened, what no one has read of it is read, its images are audited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector import garbage
from inspector.errors import (
    ImageChoiceError,
    LayerscopeError,
    NotAnImageError,
    UnreadableError,
    internal_error,
    reason,
)
from inspector.fleet.blobs import BlobReader, blob_of
from inspector.fleet.messages import Done
from inspector.fleet.progress import MOST_TOLD, done_before
from inspector.fleet.rows import image_name, image_rows, unread_image
from inspector.fleet.rows_file import RowsFileWriter
from inspector.fleet.sources import source_state_of
from inspector.fleet.stored_layer import StoredLayer
from inspector.fleet.work_folder import WorkFolder, is_checkable, name_of
from inspector.fleet.writing import WorkFolderError
from inspector.formats import no_image
from inspector.formats.choice import of_platform, parse_platform
from inspector.formats.source import open_archive, parse_reference
from inspector.language import Lazy, together
from inspector.reading.image import Image
from inspector.text import printable, short_digests

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from inspector.fleet.blobs import Blob, Others
    from inspector.fleet.rows import ImageRows
    from inspector.fleet.source import FleetSource, HowOpened
    from inspector.formats import Archive, ImageSource


def read_source(source: FleetSource, work: WorkFolder, opening: HowOpened, others: Others) -> Done:
    """Read a source, unless it is known as it is now; write its rows.

    What cannot be read is a row that says so. Raises WorkFolderError where the work folder cannot
    be written to.
    """
    reading = _SourceReading(source, work, opening, others)
    return reading.known() or reading.run()


def unread_claims(
    source: FleetSource, work: WorkFolder, opening: HowOpened, others: Others
) -> tuple[str, ...]:
    """Return which layers of a source no one has read that others may have, too.

    Raises LayerscopeError, OSError where it cannot be opened.
    """
    reading = _SourceReading(source, work, opening, others)
    return () if reading.known() is not None else reading.claims()


def read_claimed(
    source: FleetSource, claim: str, work: WorkFolder, opening: HowOpened, others: Others
) -> int:
    """Read the layer of a source that is said to be ``claim``; return how many bytes it has.

    Raises WorkFolderError where the work folder cannot be written to; LayerscopeError, OSError
    where the source cannot be opened.
    """
    return _SourceReading(source, work, opening, others).read_claimed(claim)


class _SourceReading:
    """A source while it is read."""

    def __init__(
        self, source: FleetSource, work: WorkFolder, opening: HowOpened, others: Others
    ) -> None:
        self._source = source
        self._work, self._opening, self._others = work, opening, others
        self._archive: Archive | None = None
        self._lacking: dict[str, ImageChoiceError] = {}
        self._failure: Exception | None = None
        self._state = source_state_of(source)
        self._is_file = parse_reference(source.reference).is_path
        self._is_remote = parse_reference(source.reference).is_registry
        if self._is_remote:
            self._ask_registry()
        self._reader = BlobReader(work, others)
        self._stored = 0
        # Whether what could not be read will be the same the next time.
        self._lasts = self._state is not None
        self._is_certain = True
        self._told: list[str] = []

    def _ask_registry(self) -> None:
        """Learn what a name means now: its manifest costs little."""
        try:
            self._archive = self._opened_archive()
        except Exception as error:  # noqa: BLE001  ``run`` makes the row of it
            self._failure = error
        else:
            images = [
                (each.manifest_digest, each.id, sorted(each.annotations.items()))
                for each in self._archive.images
            ]
            self._state = name_of(images)

    @property
    def _name(self) -> str:
        return name_of(self._source.reference, self._state, self._opening.platform)

    def known(self) -> Done | None:
        """Return what came of it in an earlier run."""
        if self._state is None:
            return None
        path = self._work.known_rows(self._name)
        return None if path is None else done_before(path)

    def run(self) -> Done:
        """Read it and write its rows."""
        name = self._name
        folder = self._work.rows(name, lasts=False).parent
        with RowsFileWriter(folder) as file:
            try:
                self._read(file)
            except WorkFolderError:
                raise
            except NotAnImageError as error:
                if not self._source.is_found:
                    self._unread(file, error.text)
            except ImageChoiceError as error:
                self._unread(file, error.text, is_certain=True)
            except LayerscopeError as error:
                self._unread(file, error.text)
            except OSError as error:
                self._unread(file, reason(error))
            except MemoryError:
                self._unread(file, Lazy("out of memory"))
            except Exception as error:  # noqa: BLE001  a fault with one image stops no other
                self._unread(file, internal_error(error))
            lasts = self._lasts and self._is_unchanged()
            target = self._work.rows(name, lasts=lasts)
            file.finish(target)
        return Done(
            rows=str(target) if file.images else None,
            images=file.images,
            unread=file.unread,
            layers=self._reader.layers,
            bytes=self._reader.bytes,
            stored=self._stored,
            told=tuple(self._told[:MOST_TOLD]),
            is_certain=self._is_certain,
        )

    def _is_unchanged(self) -> bool:
        return self._is_remote or source_state_of(self._source) == self._state

    def _unread(
        self, file: RowsFileWriter, told: str, reference: str = "", *, is_certain: bool = False
    ) -> None:
        self._lasts = False  # a second look costs little, and it may have been mended
        self._is_certain &= is_certain or (self._is_file and self._state is not None)
        reference = reference or self._source.reference
        # Errors of archives begin with their name, which stands beside them in a row.
        named = f"{printable(reference)}: "
        file.add(unread_image(reference, told.removeprefix(named)))
        self._told.append(told if told.startswith(named) else together(": ", (reference, told)))

    def _read(self, file: RowsFileWriter) -> None:
        images = self._images()
        self._stored = sum(layer.compressed_size for image in images for layer in image.layers)
        blobs = self._blobs(images)
        self._reader.settle(blobs.values())
        count = len({min(image.source.groups, default=0) for image in images})
        for name, error in self._lacking.items():
            named = f"{self._source.reference}#{name}"
            self._unread(file, error.text, named, is_certain=True)
        count += len(self._lacking)
        for image in images:
            file.add(self._rows(image, blobs, count))
            garbage.collect()

    def _images(self) -> list[Image]:
        if self._failure is not None:
            raise self._failure
        archive = self._archive or self._opened_archive()
        if self._is_remote and self._source.is_found and all(map(_is_signature, archive.images)):
            raise no_image(archive)
        return [Image(archive, each, self._opening.access.limits) for each in self._chosen(archive)]

    def _chosen(self, archive: Archive) -> Iterator[ImageSource]:
        """Yield the images to read; of those that lack the wanted platform it is noted."""
        found = _of_interest(archive)
        if self._opening.platform is None:
            yield from found
            return
        wanted = parse_platform(self._opening.platform)
        groups = _by_group(found)
        for group in groups:
            try:
                yield of_platform(group, wanted, archive.extras)
            except ImageChoiceError as error:
                if len(groups) == 1:
                    raise
                self._lacking[group[0].reference] = error

    def _opened_archive(self) -> Archive:
        opening = self._opening
        return open_archive(
            self._source.reference,
            opening.access.limits,
            self._others,
            platform=opening.platform,
            access=opening.access,
        )

    def _blobs(self, images: Iterable[Image]) -> dict[int, Blob]:
        """Return what is to be read, by the identity of its layer's data."""
        found: dict[int, Blob] = {}
        for image in images:
            for layer in image.layers:
                blob = blob_of(layer.data, image.limits, self._source.reference, self._state)
                if blob is not None:
                    found[id(layer.data)] = blob
        return found

    def claims(self) -> tuple[str, ...]:
        """Return the layers that others may have, too, and no one has read."""
        blobs = self._blobs(self._images()).values()
        unread = (each for each in blobs if each.is_shared and self._reader.opened(each) is None)
        return tuple(dict.fromkeys(each.claim or "" for each in unread))

    def read_claimed(self, claim: str) -> int:
        """Read what the source has for a layer; return how many bytes that were."""
        for each in self._blobs(self._images()).values():
            if each.claim == claim and each.is_shared and self._reader.opened(each) is None:
                self._reader.read(each)
        return self._reader.bytes

    def _rows(self, image: Image, blobs: dict[int, Blob], count: int) -> ImageRows:
        stored = list(self._stored_layers(image, blobs))
        try:
            by_source = dict(zip(map(id, image.source.layers), stored, strict=True))
            merged = Image(
                image.archive,
                image.source,
                self._opening.access.limits,
                lambda layer: by_source[id(layer)],
            )
            reference = image_name(self._source.reference, image.source, count)
            rows = image_rows(reference, merged, stored, list(_lies(stored)))
        except ValueError as error:
            if not self._work.drop_damaged(each.file for each in stored):
                raise
            told = Lazy("the stored data of the layer is damaged: run the command again")
            raise UnreadableError(told) from error
        finally:
            for each in stored:
                if each.file is not None:
                    each.file.close()
        if not rows.is_read:
            self._told.append(f"{reference}: {rows.error}")
        return rows

    def _stored_layers(self, image: Image, blobs: dict[int, Blob]) -> Iterator[StoredLayer]:
        for layer in image.layers:
            blob = blobs.get(id(layer.data))
            file = self._reader.opened(blob) if blob is not None else None
            if blob is not None and file is None:
                raise UnreadableError(
                    Lazy("the stored data of layer {n} is missing", n=layer.index)
                )
            is_own = blob is not None and file is not None and file.facts.read_from == blob.key
            yield StoredLayer(layer.source, file, is_own)


def _is_signature(image: ImageSource) -> bool:
    """Whether a registry has it beside an image: what cosign attaches has layers, but no tar."""
    return bool(image.layers) and all(
        "tar" not in (each.media_type or "tar") for each in image.layers
    )


def _of_interest(archive: Archive) -> Sequence[ImageSource]:
    """Return the images of an archive: those whose layers are there, where some are."""
    found = [each for each in archive.images if not each.superseded] or list(archive.images)
    return [each for each in found if each.has_content] or found


def _by_group(images: Sequence[ImageSource]) -> list[list[ImageSource]]:
    """Return images of several platforms together."""
    groups: dict[int, list[ImageSource]] = {}
    for each in images:
        groups.setdefault(min(each.groups, default=0), []).append(each)
    return list(groups.values())


def _lies(stored: Sequence[StoredLayer]) -> Iterator[str]:
    """Yield what the configuration claims of layers that were read, and they are not."""
    for index, each in enumerate(stored):
        claimed = each.source.diff_id
        read = each.file.facts.diff_id if each.file is not None else None
        if claimed is not None and is_checkable(claimed) and read is not None and read != claimed:
            said, found = short_digests(claimed, read)
            yield f"layer {index}: the configuration says {said}, the layer is {found}"
