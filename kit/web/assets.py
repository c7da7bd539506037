"""Style sheets, scripts and pictures of the look: all of one edition, which browsers keep for ever."""

import hashlib
import re
from functools import cache
from pathlib import Path

from fastapi import Response
from fastapi.staticfiles import StaticFiles
from starlette.types import Scope

STATIC = Path(__file__).parent / "static"
AT = "/static"
EDITION = re.compile(r"[0-9a-f]{12}")
FOR_EVER, ASK_AGAIN = "public, max-age=31536000, immutable", "no-cache"


@cache
def edition() -> str:
    """Twelve hex digits that change with any of the files."""
    seen = hashlib.sha256()
    for file in sorted(path for path in STATIC.rglob("*") if path.is_file()):
        seen.update(f"{file.relative_to(STATIC)} {file.stat().st_size} ".encode())
        seen.update(file.read_bytes())
    return seen.hexdigest()[:12]


def static(name: str) -> str:
    """The address of a file. What a script fetches beside itself is of the same edition."""
    return f"{AT}/{edition()}/{name}"


def named(path: str) -> str:
    """The name of a file by the path of its address below `AT`, whatever the edition."""
    first, _, rest = path.strip("/").partition("/")
    return rest if EDITION.fullmatch(first) else path


class Assets(StaticFiles):
    """Serves them. Another process may be of another edition for a while: its address is not kept."""

    def __init__(self) -> None:
        """Serve what lies in the folder."""
        super().__init__(directory=STATIC)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or 404."""
        answer = await super().get_response(named(path), scope)
        answer.headers["cache-control"] = FOR_EVER if path.startswith(f"{edition()}/") else ASK_AGAIN
        return answer
