"""What is left of a season: rosters as sheets, tallies, words of papers, names of sealed sections."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO, StringIO
from uuid import UUID

import pypdfium2
from openpyxl import load_workbook

from contracts.application import workflow_id
from contracts.sections.names import SectionName
from deploy.demo.house import House
from deploy.demo.season import Play
from tests.e2e.evidence import verified
from tests.seasons.conftest import Played

HEAD = 3  # heading, version, names of the columns


@dataclass(frozen=True)
class Line:
    """One person on a roster."""

    number: int
    name: str
    category: str
    remarks: tuple[str, ...]


def rosters(played: Played, office: str) -> list[list[Line]]:
    """All versions of an office's roster, as they are printed."""
    names = sorted(name for name in played.papers if re.fullmatch(rf"{office}-roster-\d+\.xlsx", name))
    return [list(_lines(played.papers[name])) for name in names]


def heading(played: Played, office: str) -> str:
    return _sheet(played.papers[f"{office}-roster-1.xlsx"])[0][0]


def _lines(content: bytes) -> Iterator[Line]:
    rows = _sheet(content)
    columns = rows[HEAD - 1]
    for row in rows[HEAD:]:
        told = dict(zip(columns, row, strict=True))
        remarks = tuple(one for one in told["备注"].split("、") if one)
        yield Line(int(told["序号"]), told["姓名"], told["申报专业类别"], remarks)


def _sheet(content: bytes) -> list[list[str]]:
    sheet = load_workbook(BytesIO(content)).active
    assert sheet is not None
    return [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]


async def tally(play: Play, office: str) -> dict[str, dict[str, str]]:
    """The vote of an office's meeting, by name."""
    page = await play.officials[office].open(f"{play.meetings[office].address}/votes.csv")
    return {row["姓名"]: row for row in csv.DictReader(StringIO(page.content.decode("utf-8-sig")))}


def words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return re.sub(r"\s", "", text)


async def lengths(play: Play, application_id: UUID) -> list[int]:
    """How many events each run of a case's workflow wrote."""
    runs = (await play.house.temporal()).list_workflows(f"WorkflowId = '{workflow_id(application_id)}'")
    return [run.history_length async for run in runs]


def sealed(house: House, application_id: UUID) -> list[SectionName]:
    """The names of a case's sections, each of which `zhicheng case verify` found whole and in the chain."""
    told = verified(house, application_id)
    assert told["ok"]
    names = [SectionName.read(section["name"]) for section in told["sections"]]
    return [name for name in names if name]
