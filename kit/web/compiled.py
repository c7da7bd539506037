"""Compiled templates, kept as Python keeps its own sources compiled: every process starts with them."""

import sys
from hashlib import sha256
from importlib.util import cache_from_source
from pathlib import Path
from pickle import UnpicklingError

import jinja2
from jinja2.bccache import Bucket, FileSystemBytecodeCache

FOLDER = Path(__file__).parent


class Compiled(FileSystemBytecodeCache):
    """In the `__pycache__` beside this file; where that cannot be written, each process compiles its own."""

    def __init__(self, folder: Path | None = None) -> None:
        """A template is compiled anew when it changes, or what it may have called meanwhile, or Jinja."""
        folder = folder or Path(cache_from_source(__file__)).parent
        super().__init__(str(folder), "template-%s.cache")
        code = [file.read_bytes() for file in sorted(FOLDER.glob("*.py"))]
        self._made_by = sha256(b"".join((jinja2.__version__.encode(), *code))).hexdigest()

    def get_source_checksum(self, source: str) -> str:
        """What the compiled template was made of."""
        return super().get_source_checksum(self._made_by + source)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is kept; a broken file is as none."""
        try:
            super().load_bytecode(bucket)
        except (OSError, EOFError, ValueError, UnpicklingError):
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it, if Python would keep its own."""
        if sys.dont_write_bytecode:
            return
        try:
            super().dump_bytecode(bucket)
        except OSError:  # a full disk, or no right to write: it was compiled, which is enough
            return
