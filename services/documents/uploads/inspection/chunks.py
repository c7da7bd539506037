"""PNG: what stands beside the picture. Only the picture is kept, so its notes are not even unpacked."""

import zlib
from collections.abc import Iterator

SIGNATURE = 8
HEAD, CRC = 8, 4
NOTES = {b"tEXt", b"zTXt", b"iTXt"}
LARGEST_PROFILE = 1024 * 1024  # unpacked; Pillow refuses the picture above it


def without_notes(data: bytes) -> bytes:
    """A PNG without its texts, and without a colour profile that is larger than any picture needs."""
    return data[:SIGNATURE] + b"".join(chunk for kind, chunk in _chunks(data) if not _is_surplus(kind, chunk))


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each chunk with its kind. What is cut off comes as it is: the decoder judges it."""
    at = SIGNATURE
    while at < len(data):
        kind = data[at + 4 : at + HEAD]
        ends = at + HEAD + int.from_bytes(data[at : at + 4]) + CRC
        yield kind, data[at:ends]
        at = ends


def _is_surplus(kind: bytes, chunk: bytes) -> bool:
    return kind in NOTES or (kind == b"iCCP" and _is_large(chunk[HEAD:-CRC]))


def _is_large(profile: bytes) -> bool:
    packed = profile.partition(b"\0")[2][1:]  # behind its name and the way of packing
    try:
        return len(zlib.decompressobj().decompress(packed, LARGEST_PROFILE + 1)) > LARGEST_PROFILE
    except zlib.error:
        return True
