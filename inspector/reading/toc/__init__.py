"""Reading a layer by its table of contents: the tree without the layer, and single files of it.

eStargz (stargz-snapshotter docs/estargz.md) and zstd:chunked (containers/storage pkg/chunked)
compress each file by itself and end with a table of all files: two small requests give the tree of
a layer of gigabytes, one more a file.

What a table does not say stays unknown: the digest of the blob and the length of its tar, where a
sparse file has holes, fractions of a time, padding and what is hidden behind the end, and
fingerprints, secrets and dumps, for which contents are read.
"""
