"""Notes new migrations in migrations.sha256, so that a changed old one is noticed.

python -m tests.architecture.migrations: adds what is new and refuses what changed; with FORCE=1 it takes
everything as it is, for migrations that no database outside this checkout has seen yet.
"""

import os
import sys
from collections.abc import Mapping
from hashlib import sha256

from tests.architecture.tree import ROOT, files

NOTED = ROOT / "tests/architecture/migrations.sha256"


def migrations() -> dict[str, str]:
    """Path → SHA-256 of every migration."""
    paths = [path for path in files("kit", "services", ending=".sql") if "/migrations/" in path]
    return {path: sha256((ROOT / path).read_bytes()).hexdigest() for path in paths}


def noted() -> dict[str, str]:
    """Path → SHA-256 as committed, in the form that sha256sum writes and checks."""
    text = NOTED.read_text(encoding="utf-8") if NOTED.exists() else ""
    return {path: digest for digest, path in (line.split("  ", 1) for line in text.splitlines())}


def changed(now: Mapping[str, str], before: Mapping[str, str]) -> list[str]:
    """Migrations that are no longer what they were, or gone."""
    return [path for path, digest in before.items() if now.get(path) != digest]


def main(*, is_forced: bool) -> int:
    """Write the notes, unless an old migration changed."""
    now = migrations()
    if (wrong := changed(now, noted())) and not is_forced:
        print(
            "changed after they were noted; write a new migration instead:",
            *wrong,
            sep="\n  ",
            file=sys.stderr,
        )
        return 1
    NOTED.write_text("".join(f"{digest}  {path}\n" for path, digest in sorted(now.items())), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(is_forced=os.environ.get("FORCE") == "1"))
