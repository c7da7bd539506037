"""Finds uv, or fetches the pinned wheel from the Python package index and takes the program out of it."""

import hashlib
import html
import io
import json
import os
import platform
import re
import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urldefrag, urljoin
from urllib.request import Request, urlopen

from deploy.setup.progress import Progress

PIN = Path(__file__).with_name("uv.json")
INDEX_VARIABLES = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL")
PUBLIC_INDEX = "https://pypi.org/simple"
SIMPLE_API = "application/vnd.pypi.simple.v1+json, text/html;q=0.5"
PATIENCE_SECONDS = 60


class NoUv(Exception):
    """uv is neither on the machine nor to be had."""


@dataclass(frozen=True, kw_only=True)
class Wheel:
    """The wheel that is to be fetched."""

    file: str
    sha256: str


def find(folder: Path, progress: Progress) -> Path:
    """Return a fitting uv: one on PATH, the one fetched before, or one fetched now."""
    pin = json.loads(PIN.read_text())
    own = folder / "uv"
    for candidate in (own, Path(shutil.which("uv") or "")):
        if _fits(candidate, pin["version"]):
            return candidate
    wheel = _wheel_for_this_machine(pin)
    with progress.step(f"uv {pin['version']} from the package index"):
        _unpack(_fetch(wheel), own)
    return own


def _fits(program: Path, version: str) -> bool:
    """Take any patch release of the pinned minor version: the lock file's format changes with the minor."""
    if not program.is_file():
        return False
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    return answer.stdout.startswith(f"uv {version.rpartition('.')[0]}.")


def _wheel_for_this_machine(pin: dict[str, dict[str, dict[str, str]]]) -> Wheel:
    machine = platform.machine()
    if platform.system() != "Linux" or machine not in pin["wheels"]:
        raise NoUv(
            f"no uv is pinned for {platform.system()} on {machine}: "
            f"install uv {pin['version']} (https://docs.astral.sh/uv/) and try again"
        )
    return Wheel(**pin["wheels"][machine])


def _fetch(wheel: Wheel) -> bytes:
    index = next(filter(None, map(os.environ.get, INDEX_VARIABLES)), PUBLIC_INDEX)
    project = f"{index.rstrip('/')}/uv/"
    try:
        content = _get(_address(project, wheel.file))
    except (URLError, OSError) as error:
        raise NoUv(f"cannot fetch {wheel.file} from {project}: {error}") from error
    if hashlib.sha256(content).hexdigest() != wheel.sha256:
        raise NoUv(f"{wheel.file} from {project} is not the pinned file (its SHA-256 differs)")
    return content


def _address(project: str, file: str) -> str:
    """Look the file up on the project's page: JSON (PEP 691), or the HTML that older mirrors answer with."""
    page = _get(project).decode()
    if page.lstrip().startswith("{"):
        links: list[str] = [entry["url"] for entry in json.loads(page)["files"]]
    else:
        links = [html.unescape(link) for link in re.findall(r'href="([^"]+)"', page)]
    for link in links:
        if urldefrag(link).url.endswith(f"/{file}"):
            return urljoin(project, link)
    raise NoUv(f"{project} does not list {file}")


def _get(address: str) -> bytes:
    if not address.startswith(("https://", "http://", "file://")):
        raise NoUv(f"{address} is no address of a package index")
    request = Request(address, headers={"Accept": SIMPLE_API})  # noqa: S310 - scheme checked above
    with urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310 - scheme checked above
        content: bytes = answer.read()
    return content


def _unpack(wheel: bytes, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".data/scripts/uv"))
        fresh = target.with_suffix(".new")
        fresh.write_bytes(archive.read(name))
    fresh.chmod(0o755)
    fresh.replace(target)
