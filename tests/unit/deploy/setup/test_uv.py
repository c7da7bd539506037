"""uv is fetched from an index: a small one here, on this machine."""

import hashlib
import io
import json
import platform
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from deploy.setup import uv
from deploy.setup.progress import Progress
from deploy.setup.uv import NoUv

VERSION = "0.13.9"
FILE = f"uv-{VERSION}-py3-none-any.whl"
PROGRAM = f"#!/bin/sh\necho 'uv {VERSION} (a small one)'\n"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Index:
    """A folder that is served as a package index."""

    def __init__(self, folder: Path, url: str) -> None:
        self.page, self.url = folder / "uv" / "index.html", url
        self.page.parent.mkdir()
        self.put(_wheel(PROGRAM))

    def put(self, wheel: bytes) -> None:
        self.wheel = wheel
        (self.page.parent / FILE).write_bytes(wheel)
        self.page.write_text(f'<a href="/uv/{FILE}#sha256=of&#97;nything">{FILE}</a>')


def _wheel(program: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(f"uv-{VERSION}.data/scripts/uvx", "another program")
        archive.writestr(f"uv-{VERSION}.data/scripts/uv", program)
    return out.getvalue()


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    folder = tmp_path / "index"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    found = Index(folder, f"http://127.0.0.1:{server.server_port}/")
    for variable in uv.INDEX_VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", found.url)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(uv, "PIN", tmp_path / "uv.json")
    _pin(tmp_path, hashlib.sha256(found.wheel).hexdigest())
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


def _pin(folder: Path, sha256: str, machine: str = platform.machine()) -> None:
    wheels = {machine: {"file": FILE, "sha256": sha256}}
    (folder / "uv.json").write_text(json.dumps({"version": VERSION, "wheels": wheels}))


@pytest.mark.enable_socket
def test_the_pinned_wheel_is_fetched_once(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")  # the small program is a script
    program = uv.find(tmp_path / "bin", Progress(io.StringIO()))

    assert program.read_text() == PROGRAM
    assert program.stat().st_mode & 0o777 == 0o755
    (index.page.parent / FILE).unlink()
    index.page.unlink()
    assert uv.find(tmp_path / "bin", Progress(io.StringIO())) == program


@pytest.mark.enable_socket
def test_an_index_that_answers_with_json_is_understood(index: Index, tmp_path: Path) -> None:
    files = [{"url": "other.whl"}, {"url": f"../uv/{FILE}"}]
    index.page.write_text(json.dumps({"files": files}))

    assert uv.find(tmp_path / "bin", Progress(io.StringIO())).read_text() == PROGRAM


@pytest.mark.enable_socket
def test_another_file_under_the_pinned_name_is_refused(index: Index, tmp_path: Path) -> None:
    index.put(_wheel("#!/bin/sh\necho evil\n"))

    with pytest.raises(NoUv, match="SHA-256 differs"):
        uv.find(tmp_path / "bin", Progress(io.StringIO()))
    assert not (tmp_path / "bin").exists()


@pytest.mark.enable_socket
def test_an_index_without_the_file_is_named(index: Index, tmp_path: Path) -> None:
    index.page.write_text('<a href="uv-0.1-py3-none-any.whl">old</a>')

    with pytest.raises(NoUv, match=f"{index.url}uv/ does not list {FILE}"):
        uv.find(tmp_path / "bin", Progress(io.StringIO()))


@pytest.mark.enable_socket
def test_an_index_that_is_away_is_named(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", f"{index.url}nowhere")

    with pytest.raises(NoUv, match=r"nowhere/uv/: .*404"):
        uv.find(tmp_path / "bin", Progress(io.StringIO()))


def test_an_address_that_is_no_index_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uv, "INDEX_VARIABLES", ("ZHICHENG_TEST_INDEX",))
    monkeypatch.setenv("ZHICHENG_TEST_INDEX", "ftp://127.0.0.1/simple")
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(NoUv, match="no address of a package index"):
        uv.find(tmp_path, Progress(io.StringIO()))


def test_a_machine_without_a_pinned_wheel_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uv, "PIN", tmp_path / "uv.json")
    monkeypatch.setenv("PATH", "/nowhere")
    _pin(tmp_path, "", machine="pdp11")

    with pytest.raises(NoUv, match=f"install uv {VERSION}"):
        uv.find(tmp_path, Progress(io.StringIO()))


def test_a_uv_of_the_same_minor_version_on_the_path_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version, fits in (("0.13.0", True), ("0.12.9", False), ("0.130.1", False)):
        folder = tmp_path / version
        folder.mkdir()
        program = folder / "uv"
        program.write_text(f"#!/bin/sh\necho 'uv {version}'\n")
        program.chmod(0o755)
        assert uv._fits(program, VERSION) is fits
    monkeypatch.setattr(uv, "PIN", tmp_path / "uv.json")
    monkeypatch.setenv("PATH", f"{tmp_path / '0.13.0'}:/usr/bin:/bin")
    _pin(tmp_path, "")

    assert uv.find(tmp_path / "bin", Progress(io.StringIO())) == tmp_path / "0.13.0" / "uv"


def test_the_pins_of_the_checkout_are_whole() -> None:
    pin = json.loads(uv.PIN.read_text())

    assert {"x86_64", "aarch64"} <= pin["wheels"].keys()
    for wheel in pin["wheels"].values():
        assert wheel["file"].startswith(f"uv-{pin['version']}-")
        assert len(bytes.fromhex(wheel["sha256"])) == hashlib.sha256().digest_size
