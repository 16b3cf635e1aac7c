"""Images for tests and benchmarks: any layers, in any format and compression, with any damage.

``Member`` → ``layer_tar`` → ``ImageSpec`` → ``build`` → a layout's files → ``save``; each step can
be entered with bytes of one's own. Everything is the same to the byte on every run::

    spec = ImageSpec(layers=[[directory("etc"), file("etc/motd", b"hello")], [opaque("etc")]])
    path = format_named("oci-archive").write(tmp_path / "image.tar", spec)
"""

from tests.build_image.codecs import CODECS, compress, expand
from tests.build_image.damage import (
    corrupted,
    flip,
    prefixed,
    replaced,
    shuffled,
    truncate,
    without,
)
from tests.build_image.docker import (
    DOCKER_25_DEFECTS,
    crane,
    docker_25,
    docker_legacy,
    skopeo_docker_archive,
)
from tests.build_image.estargz import NO_PREFETCH, PREFETCH, TOC, estargz
from tests.build_image.headers import (
    GNU,
    USTAR,
    V7,
    base256,
    gnu_long,
    header,
    pax_header,
    pax_record,
)
from tests.build_image.images import (
    CREATED,
    BuiltImage,
    BuiltLayer,
    ImageSpec,
    build,
    digest,
    empty,
    encode_json,
)
from tests.build_image.layers import RECORD, layer_tar
from tests.build_image.members import (
    MTIME,
    Member,
    Part,
    Raw,
    block,
    char,
    directory,
    fifo,
    file,
    hardlink,
    opaque,
    raw,
    symlink,
    whiteout,
)
from tests.build_image.oci import OciOptions, blob_path, containerd, oci_layout, read_json
from tests.build_image.sparse import SPARSE_DIALECTS, expanded, sparse
from tests.build_image.toc import TOC_CODECS, TocBlob, estargz_blob, zstd_chunked_blob
from tests.build_image.writers import FORMATS, Format, format_named, save, save_directory

__all__ = [
    "CODECS",
    "CREATED",
    "DOCKER_25_DEFECTS",
    "FORMATS",
    "GNU",
    "MTIME",
    "NO_PREFETCH",
    "PREFETCH",
    "RECORD",
    "SPARSE_DIALECTS",
    "TOC",
    "TOC_CODECS",
    "USTAR",
    "V7",
    "BuiltImage",
    "BuiltLayer",
    "Format",
    "ImageSpec",
    "Member",
    "OciOptions",
    "Part",
    "Raw",
    "TocBlob",
    "base256",
    "blob_path",
    "block",
    "build",
    "char",
    "compress",
    "containerd",
    "corrupted",
    "crane",
    "digest",
    "directory",
    "docker_25",
    "docker_legacy",
    "empty",
    "encode_json",
    "estargz",
    "estargz_blob",
    "expand",
    "expanded",
    "fifo",
    "file",
    "flip",
    "format_named",
    "gnu_long",
    "hardlink",
    "header",
    "layer_tar",
    "oci_layout",
    "opaque",
    "pax_header",
    "pax_record",
    "prefixed",
    "raw",
    "read_json",
    "replaced",
    "save",
    "save_directory",
    "shuffled",
    "skopeo_docker_archive",
    "sparse",
    "symlink",
    "truncate",
    "whiteout",
    "without",
    "zstd_chunked_blob",
]
