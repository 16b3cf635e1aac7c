"""One source: its archive is opened, what no one has read of it is read, its images are audited."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from inspector import garbage
from inspector.errors import (
    ImageChoiceError,
    LayerscopeError,
    NotAnImageError,
    UnreadableError,
    reason,
)
from inspector.fleet.layer_file import LayerFileWriter
from inspector.fleet.layer_reader import read_layer
from inspector.fleet.messages import Done
from inspector.fleet.progress import MOST_TOLD, done_before
from inspector.fleet.rows import image_name, image_rows, unread_image
from inspector.fleet.rows_file import RowsFileWriter
from inspector.fleet.sources import state_of
from inspector.fleet.stored_layer import StoredLayer
from inspector.fleet.work_folder import WorkFolder, is_checkable, name_of
from inspector.fleet.writing import WorkFolderError
from inspector.formats import no_image
from inspector.formats.choice import of_platform, parse_platform
from inspector.formats.source import open_archive, parse_reference
from inspector.language import Lazy, together
from inspector.reading.image import Image
from inspector.reading.scan import missing
from inspector.text import printable, short_digests

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from inspector.fleet.layer_file import LayerFile
    from inspector.fleet.messages import Granted
    from inspector.fleet.rows import ImageRows
    from inspector.fleet.source import FleetSource, HowOpened
    from inspector.formats import Archive, ImageSource
    from inspector.limits import Limits
    from inspector.reading.layer_data import LayerData


class Others(Protocol):
    """Those who read other sources meanwhile: each layer is read by one of all."""

    def opened(self, claims: tuple[str, ...]) -> None:
        """Say which layers are needed that no one has read yet."""
        ...

    def wants(self, claims: tuple[str, ...]) -> Granted:
        """Ask for any of some layers; waits until one may be read, or is known."""
        ...

    def settled(self, claim: str) -> None:
        """Say that a layer was read."""
        ...

    def advance(self, size: int, /) -> None:
        """Report that so many bytes more were read."""
        ...


class Blob(NamedTuple):
    """A layer of the archive: where its bytes come from, and whether those stay the same."""

    data: LayerData
    key: str
    lasts: bool
    limits: Limits

    @property
    def claim(self) -> str | None:
        """What it is said to be, where that can be compared with what it is."""
        claimed = self.data.source.diff_id
        return claimed if is_checkable(claimed) else None

    @property
    def is_shared(self) -> bool:
        """Whether another blob can stand for it."""
        window = self.data.window
        return self.claim is not None and not (window is not None and window.truncated)


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
        self._state = state_of(source)
        self._is_file = parse_reference(source.reference).is_path
        self._is_remote = parse_reference(source.reference).is_registry
        if self._is_remote:
            self._ask_registry()
        self._layers = self._bytes = self._stored = 0
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
                self._unread(file, f"internal error: {type(error).__name__}: {error}")
            lasts = self._lasts and self._is_unchanged()
            target = self._work.rows(name, lasts=lasts)
            file.finish(target)
        return Done(
            rows=str(target) if file.images else None,
            images=file.images,
            unread=file.unread,
            layers=self._layers,
            bytes=self._bytes,
            stored=self._stored,
            told=tuple(self._told[:MOST_TOLD]),
            is_certain=self._is_certain,
        )

    def _is_unchanged(self) -> bool:
        return self._is_remote or state_of(self._source) == self._state

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
        self._settle(blobs.values())
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
        groups: dict[int, list[ImageSource]] = {}
        for each in found:
            groups.setdefault(min(each.groups, default=0), []).append(each)
        for group in groups.values():
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
                blob = self._blob(layer.data, image.limits)
                if blob is not None:
                    found[id(layer.data)] = blob
        return found

    def claims(self) -> tuple[str, ...]:
        """Return the layers that others may have, too, and no one has read."""
        blobs = self._blobs(self._images()).values()
        unread = (each for each in blobs if each.is_shared and self._opened(each) is None)
        return tuple(dict.fromkeys(each.claim or "" for each in unread))

    def read_claimed(self, claim: str) -> int:
        """Read what the source has for a layer; return how many bytes that were."""
        for each in self._blobs(self._images()).values():
            if each.claim == claim and each.is_shared and self._opened(each) is None:
                self._read_blob(each)
        return self._bytes

    def _blob(self, data: LayerData, limits: Limits) -> Blob | None:
        """Return what is to be read of a layer, None where there is nothing."""
        if data.refusal() is not None:
            return None
        identity = data.identity()
        if identity is not None:
            return Blob(data, identity, lasts=True, limits=limits)
        window = data.window
        if window is None:
            return None
        place = (window.start, window.stated_size)
        if self._state is not None:
            return Blob(data, name_of(self._state, *place), lasts=True, limits=limits)
        key = name_of(self._source.reference, *place)
        return Blob(data, key, lasts=False, limits=limits)

    # reading -----------------------------------------------------------------------------------

    def _settle(self, blobs: Iterable[Blob]) -> None:
        """Have all layers read, each by this process or by another."""
        own: dict[str, Blob] = {}
        shared: dict[str, list[Blob]] = {}
        for blob in blobs:
            if self._opened(blob) is not None:
                continue
            if blob.is_shared:
                shared.setdefault(blob.claim or "", []).append(blob)
            else:
                own[blob.key] = blob
        self._others.opened(tuple(shared))
        for blob in own.values():
            self._read_blob(blob)
        while shared:
            claim, is_known = self._others.wants(tuple(shared))
            if is_known:
                # Unless what is known turns out to be damaged.
                if all(self._opened(blob) is not None for blob in shared[claim]):
                    del shared[claim]
                continue
            try:
                for blob in shared.pop(claim):
                    if self._opened(blob) is None:
                        self._read_blob(blob)
            finally:
                self._others.settled(claim)

    def _opened(self, blob: Blob) -> LayerFile | None:
        """Return what is known of a blob: by its own reading, else by that of its like."""
        work = self._work
        noted = work.noted(blob.key, lasts=blob.lasts)
        if noted is not None and (found := work.open_layer(work.layer(noted))) is not None:
            return found
        found = work.open_layer(work.own_layer(blob.key, lasts=blob.lasts))
        if found is not None or not blob.is_shared:
            return found
        return work.open_layer(work.layer(blob.claim or ""))

    def _read_blob(self, blob: Blob) -> None:
        work, window = self._work, blob.data.fetch(self._others)
        if window is None:
            raise missing(blob.data.source)
        with LayerFileWriter(work.new_layer_folder()) as file:
            scan, facts, contents = read_layer(
                blob.data.source,
                window,
                blob.limits,
                self._others,
                file.keep,
                read_from=blob.key,
            )
            self._layers += 1
            self._bytes += window.size
            if facts.diff_id is None:
                target = work.own_layer(blob.key, lasts=blob.lasts)
            else:
                target = work.layer(facts.diff_id)
            file.finish(target, scan, facts, contents)
        if facts.diff_id is not None and facts.diff_id != blob.claim:
            work.note(blob.key, facts.diff_id, lasts=blob.lasts)

    # rows --------------------------------------------------------------------------------------

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
            file = self._opened(blob) if blob is not None else None
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


def _lies(stored: Sequence[StoredLayer]) -> Iterator[str]:
    """Yield what the configuration claims of layers that were read, and they are not."""
    for index, each in enumerate(stored):
        claimed = each.source.diff_id
        read = each.file.facts.diff_id if each.file is not None else None
        if claimed is not None and is_checkable(claimed) and read is not None and read != claimed:
            said, found = short_digests(claimed, read)
            yield f"layer {index}: the configuration says {said}, the layer is {found}"
