"""Evidence on its way in: how much memory the service needs for a file, small or as large as allowed."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import psutil

from contracts.files import EVIDENCE_TYPES, UPLOAD_PAGE, UploadGrant
from deploy.demo.house import House
from deploy.demo.journey import Journey
from deploy.demo.visitor import Visitor
from deploy.local.stack import Stack
from kit.grants import Grants
from tests.bench.measures import Measure, Samples, milliseconds, timed
from tests.bench.parts import LIMIT, pdf_of
from tests.bench.path import session_of

PROCESS = "documents.api"
SMALL, LARGE, TIMES = 1, 19, 5
AREA = "upload"
RESET_PEAK = "5"  # what /proc/<pid>/clear_refs takes for it


async def measure(stack: Stack, house: House, journey: Journey) -> list[Measure]:
    """Files of the smallest interest and of nearly the largest size, by the form of the page."""
    page = _page(house, journey.applicant)
    found = {
        size: [item async for item in _uploads(stack, journey.applicant, page, size)]
        for size in (SMALL, LARGE)
    }
    took = {size: Samples([seconds for seconds, _ in one]) for size, one in found.items()}
    grew = {size: max(grown for _, grown in one) for size, one in found.items()}
    against = f"a file of {SMALL} M"
    return [
        *milliseconds(AREA, f"file of {LARGE} M", took[LARGE], (0.5,), (against, took[SMALL])),
        Measure(
            area=AREA,
            what=f"most that {PROCESS} grows by, file of {LARGE} M",
            value=grew[LARGE] / LIMIT,
            unit="M",
            samples=TIMES,
            baseline=grew[SMALL] / LIMIT,
            against=against,
        ),
    ]


def _page(house: House, applicant: Visitor) -> str:
    session = session_of(house, applicant)
    grant = UploadGrant(
        account_id=session.account_id,
        city=session.city,
        purpose="evidence",
        accepts=EVIDENCE_TYPES,
        most=TIMES,
        back="/archive/records",
    )
    sealed = Grants(house.variables["ARCHIVE_GRANT_KEYS"]).seal(grant, lasts=timedelta(hours=1))
    return f"{UPLOAD_PAGE}?grant={sealed}"


async def _uploads(
    stack: Stack, applicant: Visitor, page: str, size: int
) -> AsyncIterator[tuple[float, float]]:
    """Seconds and bytes of each."""
    api = stack.process(PROCESS)
    if api is None:
        raise AssertionError(f"{PROCESS} does not run")
    for _ in range(TIMES):
        files = {"files": ("业绩材料.pdf", pdf_of(size * LIMIT), "application/pdf")}
        before = _peak_from_here(api)

        async def send(files: dict[str, tuple[str, bytes, str]] = files) -> None:
            answer = await applicant._client.post(page, files=files, follow_redirects=False)
            if answer.is_error:
                raise AssertionError(f"{answer.status_code} {answer.text[:2000]}")

        (seconds,) = (await timed(1, send, warm=0)).taken
        yield seconds, _peak(api) - before


def _peak_from_here(process: psutil.Process) -> int:
    Path(f"/proc/{process.pid}/clear_refs").write_text(RESET_PEAK, encoding="ascii")
    return _peak(process)


def _peak(process: psutil.Process) -> int:
    """The most memory it had at once, in bytes."""
    lines = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
