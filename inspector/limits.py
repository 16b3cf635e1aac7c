"""Every limit with its default and its reason, one frozen value passed down."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

MIB = 1024 * 1024
GIB = 1024 * MIB


class Limits(msgspec.Struct, frozen=True):
    """What a hostile image may cost. A limit that is reached gives a partial result and exit 4.

    Unless a user wants it otherwise, an archive below 100 MB is answered or refused within 10
    seconds and 1 GB of memory.
    """

    # Of all layers of an image together, in what a plain entry costs: 0.6 kB of memory, and 4 µs
    # until it is read, 6 until it is listed, up to 9 until it is accounted for. So many take most
    # of what is promised above. A Debian desktop image has about 300,000; an honest archive that
    # is small has fewer than one for each hundred of its bytes, a hostile one two million in 5 MB.
    entries: int = 750_000
    # What an entry above the lowest layer costs, in plain ones: what it replaces is kept, and
    # compared with it.
    upper_entry: int = 2
    # What is small is told above. Larger archives may have an entry for each so many bytes, ...
    small_archive: int = 100_000_000
    bytes_per_entry: int = 32
    # ... though no layer more than so many: 3 GB of memory.
    entries_per_layer: int = 5_000_000
    # What an unusual header costs, in plain entries: it is read field by field, and an entry may
    # have several. So does what is kept of long names, links and attributes, for each so many
    # bytes of it.
    unusual_header: int = 2
    kept_bytes: int = 256
    # Linux' PATH_MAX; longer names cannot be created by any engine.
    path_length: int = 4096
    # 4096 bytes of "a/" would make a tree 2,048 deep; real images stay below 60.
    path_depth: int = 512
    # A PAX or GNU long name header is held in memory whole.
    extended_header: int = 1 * MIB
    # Long names, link targets and attributes of one layer together: they are kept.
    extended_total: int = 256 * MIB
    # x and L headers in front of one entry; more is a loop in disguise.
    chained_headers: int = 64
    # Data segments of the sparse files of one layer: their maps are kept (CVE-2025-58183).
    sparse_segments: int = 100_000
    # Bytes of extended attributes of one entry; Linux allows 64 KiB a value.
    xattrs_bytes: int = 1 * MIB
    # Places at which one compressed layer can be entered; 2 MB of memory, a place every 2 MiB up
    # to 32 GiB. eStargz has a member for each file: all of them would be hundreds of thousands.
    seek_points: int = 16_384
    # Findings of one kind in one layer that are kept; of the others only the number.
    findings_per_kind: int = 1000
    # Image JSON: containers/image allows 4 MiB for a config, containerd 20 MiB for any JSON.
    json_bytes: int = 20 * MIB
    # Values in one of them: three bytes in JSON, 60 to 90 in memory, and 10 µs until they are
    # explained. Real ones have some thousands.
    json_values: int = 500_000
    # A layer's table of contents, as JSON: 300 bytes an entry, and four times as much in memory.
    # Beyond the first a layer must be as large itself. containers/storage allows the second.
    toc_bytes: int = 48 * MIB
    largest_toc: int = 150 * MIB
    # Indexes within indexes; real ones are two deep.
    index_depth: int = 8
    # Docker refuses more than 127, others allow a few hundred.
    layers: int = 1000
    # Rows of an image's history: real ones have some hundred. Each is read as a command, shown and
    # compared, while `{},` in JSON costs three bytes.
    history_rows: int = 10_000
    # Linux' own limit of symlinks in one look-up.
    symlink_hops: int = 40
    # Names that the links of one layer may lead through. Honest layers need some thousands; forty
    # links of "../../…" before each entry would need days.
    link_steps: int = 2_000_000
    # Directories without an entry that one image may imply. A tar of 5 MB, next to nothing when
    # it is compressed, names a million of them; an honest one has fewer than entries.
    implied_directories: int = 500_000
    # The same directories' paths together, in characters: four hundred deep they are long, and
    # 30 KB of an archive would list as 200 MB.
    implied_paths: int = 32 * MIB
    # Bytes of a file whose name tells of secrets, and of any other that is searched for some: real
    # ones are far below, and longer texts are data.
    secret_file: int = 64 << 10
    secret_text: int = 1 * MIB
    # Bytes of the former in one layer, or in all that are read for it: 2,000 keys have 4 MB.
    secret_bytes: int = 16 * MIB
    # Files of the former: certificates of a system are some hundred. Each takes 30 µs.
    secret_files: int = 20_000
    # Pieces of one file of an imagined container, 0.1 kB of memory each: `cat a a >b; cat b b >a`
    # doubles them.
    content_pieces: int = 65_536
    # Members of the outer archive.
    archive_members: int = 200_000
    # Decompressed bytes for each compressed one; honest tars of zeros reach 1000 : 1, so the
    # ratio counts only beyond ``ratio_free_bytes``.
    ratio: int = 200
    ratio_free_bytes: int = 1 * GIB
    # What all layers of an image may decompress to together, in bytes of gzip: those of xz and
    # bzip2 count fourfold. 4 GiB of zeros take 1 s, and 3 s to be hashed. A stream for itself may
    # go beyond at a lower ratio, and all layers where the archive is large: then to so many times
    # its bytes.
    unpacked_bytes: int = 4 * GIB
    unpacked_ratio: int = 40
    unpacked_of_large: int = 160
    # Zeros that the holes of sparse files stand for, of all files that one command reads: free to
    # claim, dear to read. Beyond ``hole_bytes`` a file is read only where at least one byte of it
    # is stored for every ``hole_ratio`` of its holes, as in an honest disk image.
    hole_bytes: int = 4 * GIB
    hole_ratio: int = 16
    # Package databases that are parsed, all versions of all of them together; an archive may have
    # as much as its own size. Debian's is 1 MB for 1,000 packages, RPM's 30 MB.
    package_bytes: int = 256 * MIB
    # One database that is held in memory whole, one that is text, and what one package says of
    # itself: a package.json is at most some hundred kilobytes.
    package_database: int = 256 * MIB
    package_list: int = 32 * MIB
    package_metadata: int = 1 * MIB
    # Packages that are listed; a large desktop has 4,000, a project of npm 20,000.
    packages: int = 50_000
    # Decompression windows: zstd --long=27 needs 128 MiB, xz -9 needs 65 MiB.
    decoder_memory: int = 256 * MIB

    def most_toc(self, stored: int) -> int:
        """Return how large the table of contents of a layer of ``stored`` bytes may be."""
        return min(self.largest_toc, max(self.toc_bytes, stored))

    def most_unpacked(self, stored: int) -> int:
        """Return to how much a layer of ``stored`` bytes of gzip may decompress by its ratio."""
        return min(
            max(self.ratio_free_bytes, self.ratio * stored),
            max(self.unpacked_bytes, self.unpacked_ratio * stored),
        )

    def unpacking(self, size: int) -> Limits:
        """Return what holds where layers may decompress to ``size`` bytes together."""
        return replace(self, unpacked_bytes=size, ratio_free_bytes=size)

    def of_archive(self, size: int) -> Limits:
        """Return what holds for an archive of ``size`` bytes: a large one may cost more."""
        entries, unpacked = self.entries, self.unpacked_bytes
        if size >= self.small_archive:
            entries = max(entries, size // self.bytes_per_entry)
            unpacked = max(unpacked, size * self.unpacked_of_large)
        return replace(
            self,
            entries=entries,
            entries_per_layer=min(self.entries_per_layer, entries),
            implied_directories=min(self.implied_directories, entries // 4),
            unpacked_bytes=unpacked,
            package_bytes=max(self.package_bytes, size),
        )


DEFAULT_LIMITS = Limits()
