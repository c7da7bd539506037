"""The check code (校验码): by which people find again what was sealed, a paper or a submission."""

from hashlib import sha256

import rfc8785

from contracts.case import Manifest
from contracts.normal.numbers import code

CODE_LENGTH = 16  # of the digest: nobody finds another that begins so
GROUP = 4  # characters that stand together


def manifest_sha256(manifest: Manifest) -> str:
    """The digest of the sections that a paper was made from."""
    return sha256(rfc8785.dumps([[ref.name, ref.sha256] for ref in manifest])).hexdigest()


def check_code(digest: str) -> str:
    """A SHA-256 in hexadecimal digits, cut and in groups: 9F86-D081-884C-7D65."""
    cut = digest[:CODE_LENGTH].upper()
    return "-".join(cut[place : place + GROUP] for place in range(0, CODE_LENGTH, GROUP))


def typed_code(text: str) -> str:
    """The beginning of a digest out of a code that somebody typed; letters that are none of it are digits."""
    return code(text).translate(str.maketrans("OIL", "011")).lower()
