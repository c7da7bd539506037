"""Files are shown to the real scanner, clamd, with one signature of our own."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from hashlib import md5

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from deploy.local.ports import free_port_base
from kit.errors import Unavailable
from services.documents.papers.rendering import Renderer
from services.documents.photos.imaging.studio import Studio
from services.documents.uploads.gateway.scanner import Scanner
from services.documents.uploads.inspection.inspector import Inspector
from services.documents.web.app import create
from tests.fixtures.storage import SettingsOf
from tests.service.documents.uploads.test_resumable import TUS, add, begin
from tests.service.documents.world import World
from tests.unit.services.documents.scans import pdf

CLAMD = "/usr/sbin/clamd"
# In pieces, so that this file is not found itself.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


async def stream(data: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(data), 30_000):
        yield data[start : start + 30_000]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def clamd(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[int]:
    """The port of a scanner that knows the test file and nothing else."""
    folder = tmp_path_factory.mktemp("clamd")
    digest = md5(EICAR, usedforsecurity=False).hexdigest()
    (folder / "own.hdb").write_text(f"{digest}:{len(EICAR)}:Own.Eicar\n")
    port = free_port_base()
    (folder / "clamd.conf").write_text(
        f"DatabaseDirectory {folder}\nTCPSocket {port}\nTCPAddr 127.0.0.1\nForeground yes\n"
        "StreamMaxLength 30M\nMaxThreads 4\n"
    )
    process = await asyncio.create_subprocess_exec(
        CLAMD, f"--config-file={folder / 'clamd.conf'}", stdout=asyncio.subprocess.DEVNULL
    )
    try:
        async with asyncio.timeout(60):
            while not await answers(port):
                assert process.returncode is None, "clamd ended"
                await asyncio.sleep(0.2)
        yield port
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def answers(port: int) -> bool:
    try:
        return await Scanner(f"tcp://127.0.0.1:{port}").found_in(stream(b"clean")) is None
    except Unavailable:
        return False


@pytest.fixture
def scanned(
    world: World,
    settings_of: SettingsOf,
    inspector: Inspector,
    renderer: Renderer,
    studio: Studio,
    clamd: int,
) -> World:
    """documents with a scanner."""
    settings = settings_of("documents", scanner_url=f"tcp://127.0.0.1:{clamd}")
    world.app = create(settings, world.pool, inspector, renderer, studio)
    return world


async def test_what_the_scanner_finds_is_refused_and_logged_without_names(scanned: World) -> None:
    who = await scanned.someone()
    with capture_logs() as logs:
        page = await who.hand_in(("王某某.pdf", EICAR), ("好.pdf", pdf()))
    assert page.status == 422
    assert page.faults == [
        "《王某某.pdf》：安全检查发现这个文件带有病毒或恶意内容，没有保存。请先杀毒，或重新扫描纸质材料后再上传"
    ]
    assert page.soup.select_one("input[name=receipt]")
    (found,) = [entry for entry in logs if entry["event"] == "virus_found"]
    assert found["signature"].startswith("Own.Eicar")
    assert "王某某" not in str(logs)
    assert len(await scanned.rows("files")) == 1
    assert await scanned.rows("upload_parts", by="starts_at") == []


async def test_a_large_clean_file_passes(clamd: int) -> None:
    scanner = Scanner(f"tcp://127.0.0.1:{clamd}")
    assert await scanner.found_in(stream(bytes(20 * 1024 * 1024))) is None
    assert (await scanner.found_in(stream(EICAR)) or "").startswith("Own.Eicar")


async def test_what_the_scanner_did_not_look_at_to_the_end_is_not_clean(clamd: int) -> None:
    with pytest.raises(Unavailable):
        await Scanner(f"tcp://127.0.0.1:{clamd}").found_in(stream(bytes(31 * 1024 * 1024)))


async def test_while_the_scanner_is_away_nothing_is_stored(
    world: World, settings_of: SettingsOf, inspector: Inspector, renderer: Renderer, studio: Studio
) -> None:
    settings = settings_of("documents", scanner_url=f"tcp://127.0.0.1:{free_port_base()}")
    world.app = create(settings, world.pool, inspector, renderer, studio)
    who = await world.someone()
    page = await who.hand_in(("a.pdf", pdf()))
    assert page.status == 503
    assert "未完成的请再试一次" in page.text
    data = pdf()
    place = (await begin(who.client, who.grant(), len(data))).headers["location"]
    await add(who.client, place, 0, data)
    assert (await who.client.post(f"{place}/result", headers=TUS)).status_code == 503
    assert await world.rows("files") == []
    assert len(await world.rows("upload_parts", by="starts_at")) == 1


@pytest.mark.parametrize("url", ["http://127.0.0.1:3310", "127.0.0.1:3310", "tcp://"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="DOCUMENTS_SCANNER_URL"):
        Scanner(url)
