"""The roster 《…评审委员会评审对象花名册》: what stands in it, and in which order (M1.2, M2.1 to M2.9)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.sections.declaration import NO_TITLE, REMARKS, SKILLED
from contracts.sections.entries import value_of
from contracts.sections.parts import Submission
from contracts.sections.years import years_of
from kit.errors import Fault

CATEGORIES = ("监测与分析", "工程与咨询", "规划与管理")  # in this order (M1.2, M2.4)
INTERVIEWED = "面试答辩"
# Within a category these stand first, one after the other; whoever is several of them stands at the first.
SPECIAL = (INTERVIEWED, REMARKS["landmark"], REMARKS["self-assessment"], SKILLED)
YEARS = 3  # so many are told at least, one by one (M2.3)
ABSENT = "无考核结果"
MOST_CHOSEN = 500  # of those who wait, among whom the page lets choose who is interviewed


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What a line tells of one person, in the order of its columns. Months are YYYYMM (M2.1)."""

    name: str
    gender: str
    born: str
    employer: str  # as registered, which is as on its seal (M2.5)
    department: str  # (M2.6)
    category: str  # (M2.4)
    specialty: str  # of the qualification applied for (M2.7)
    years: str  # full years of engineering work (M2.8)
    current_title: str
    obtained: str
    appointed: str
    title_applied: str
    kind: str
    appraisals: str  # 2019合格、2020优秀、2021合格 (M2.3, M2.9)
    remarks: tuple[str, ...]  # (M2.2)
    education: str = ""
    degree: str = ""
    school: str = ""
    major: str = ""
    graduated: str = ""
    score: str = ""  # of the self-assessment, where the kind asks for one


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where in the roster somebody stands before there is a number: the category, then what is special."""

    category_rank: int
    special_rank: int


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A candidate of an office; without a number in no roster yet."""

    id: UUID
    person_id: UUID
    application_id: UUID
    entered_at: datetime
    category_rank: int
    special_rank: int
    number: int | None
    version: int | None
    entry: Entry
    returned_at: datetime | None = None
    returned_by_name: str = ""

    @property
    def place(self) -> tuple[int, int, int, datetime, UUID]:
        """Its place: total and stable, and whoever has a number stands before whoever has none."""
        return in_order(self.category_rank, self.special_rank, self.number, self.entered_at, self.id)


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A version with which a committee below recommended those whom it elected (B6.1)."""

    id: UUID
    office_name: str
    plan_title: str
    version: int
    people: int
    sent_at: datetime
    sent_by: str


LAST = 2**31 - 1


def in_order(
    category_rank: int, special_rank: int, number: int | None, entered_at: datetime, candidate_id: UUID
) -> tuple[int, int, int, datetime, UUID]:
    """The key by which a roster is sorted; the store orders by the same columns."""
    return (category_rank, special_rank, LAST if number is None else number, entered_at, candidate_id)


def place_of(entry: Entry) -> Place:
    """The three categories in order, in each the special entries first (M1.2)."""
    category = CATEGORIES.index(entry.category) if entry.category in CATEGORIES else len(CATEGORIES)
    special = next((rank for rank, one in enumerate(SPECIAL) if one in entry.remarks), len(SPECIAL))
    return Place(category_rank=category, special_rank=special)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What an office has of one plan: how many wait for a number, how many have one, and the last version."""

    city: str
    plan: str
    title: str
    waiting: int
    numbered: int
    version: int
    returned: int = 0  # since the last version, which has them


@dataclass(frozen=True, kw_only=True)
class Roster:
    """A frozen version: whoever has a number by then."""

    id: UUID
    city: str
    office_id: UUID
    plan: str
    plan_title: str
    version: int
    added: int
    frozen_at: datetime
    frozen_by: str


def entry_of(told: Submission) -> Entry:
    """The line of a submission."""
    person, employer = told.identity.person, told.identity.employer
    declared, plan = told.declaration.declared, told.declaration.plan
    assessment = told.declaration.assessment
    return Entry(
        name=person.name,
        gender=person.gender,
        born=f"{person.born_on:%Y%m}",
        employer=employer.name,
        department=employer.department,
        category=declared.category,
        specialty=declared.specialty,
        years=str(declared.years),
        current_title=declared.current_title or NO_TITLE,
        obtained=declared.current_title_on,
        appointed=declared.appointed_on,
        title_applied=declared.title_applied,
        kind=declared.kind_name,
        appraisals="、".join(_appraisals(told, plan.year, declared.appointed_on)),
        remarks=told.declaration.remarks,
        education=value_of(told.archive.basic, "education"),
        degree=value_of(told.archive.basic, "degree"),
        school=value_of(told.archive.basic, "school"),
        major=value_of(told.archive.basic, "major"),
        graduated=value_of(told.archive.basic, "graduated_on"),
        score=f"{assessment.total.normalize():f}" if assessment else "",
    )


def _appraisals(told: Submission, year: int, appointed_on: str) -> Iterator[str]:
    """Each of the last three years, and those of the term of office before them that are recorded (M2.9)."""
    records = (
        (one.kind, {entry.code: value_of((entry,), entry.code) for entry in one.entries}, bool(one.files))
        for one in told.archive.records
    )
    found = {one.year: one.appraisal for one in years_of(records) if one.appraisal}
    began = int(appointed_on[:4]) if appointed_on else year
    for one in range(min(began, year - YEARS), year):
        if one in found or one >= year - YEARS:
            yield f"{one}{found.get(one, ABSENT)}"


# 《花名册》 as a sheet: heading, width in characters, field.
COLUMNS: Sequence[tuple[str, float, str]] = (
    ("序号", 6, "number"),
    ("姓名", 10, "name"),
    ("性别", 5, "gender"),
    ("出生年月", 9, "born"),
    ("申报专业类别", 12, "category"),
    ("工作单位", 24, "employer"),
    ("主管部门", 20, "department"),
    ("学历", 9, "education"),
    ("学位", 7, "degree"),
    ("毕业院校", 16, "school"),
    ("所学专业", 12, "major"),
    ("毕业时间", 9, "graduated"),
    ("从事专业", 12, "specialty"),
    ("专业工作年限", 8, "years"),
    ("现任专业技术资格", 12, "current_title"),
    ("取得时间", 9, "obtained"),
    ("聘任时间", 9, "appointed"),
    ("申报资格", 10, "title_applied"),
    ("申报方式", 12, "kind"),
    ("自评分", 7, "score"),
    ("单位考核情况", 26, "appraisals"),
    ("备注", 14, "remarks"),
)
HEAD_ROWS = 3  # heading, version, names of the columns
KEPT_COLUMNS = 2  # number and name stay in sight


def cells(number: int, entry: Entry) -> list[str]:
    """A line of the sheet: every cell is a text, so that nothing in it is computed or reformatted."""
    told = {"number": str(number), "remarks": "、".join(entry.remarks)}
    return [told[field] if field in told else str(getattr(entry, field)) for _, _, field in COLUMNS]


def heading(plan_title: str, committee: str = "") -> str:
    """What stands above the roster (M1.2): the plan's committee, or the one below that recommends to it."""
    about = plan_title.removesuffix("申报计划").removesuffix("评审")
    return f"{committee}评审对象花名册（{about}）" if committee else f"{about}评审委员会评审对象花名册"


def file_name(roster: Roster, committee: str = "") -> str:
    """What a downloaded version is called."""
    return f"{heading(roster.plan_title, committee)}（第{roster.version}版）.xlsx"


@dataclass(frozen=True, kw_only=True)
class Returned:
    """A row of a sheet that came back; `spoilt` says of a column why it is no text any more."""

    row: int
    cells: tuple[str, ...]
    spoilt: Mapping[int, str]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Where a sheet that came back is not the version that was frozen. `row` is the sheet's."""

    row: int | None
    number: str
    name: str
    column: str
    kept: str
    came: str


WHOLE, ORDER, MORE = "整行", "顺序", "多余的列"


def note_of(version: int) -> str:
    """How the line below the heading begins: of which version a sheet is."""
    return f"第 {version} 版，"


def head_faults(roster: Roster, head: Mapping[int, Sequence[str]], committee: str = "") -> list[Fault]:
    """Everything for which a sheet is none of this version: rows 1 to 3 as a spreadsheet counts them."""
    empty = ("",) * (len(COLUMNS) + 1)
    title, note, names = (head.get(row, empty) for row in (1, 2, 3))
    found, wanted_title = [], heading(roster.plan_title, committee)
    if title[0] != wanted_title:
        found.append(f"第 1 行应为“{wanted_title}”，这是其他申报计划的表格，或标题已被修改")
    if not note[0].startswith(note_of(roster.version)):
        found.append(f"第 2 行应以“{note_of(roster.version)}”开头，这是其他版本的表格，请打开那一版核对")
    for column, (told, wanted) in enumerate(zip(names, [*(one[0] for one in COLUMNS), ""], strict=True), 1):
        if told != wanted:
            should = f"应为“{wanted}”" if wanted else "应为空"
            found.append(f"第 3 行第 {column} 列{should}，现为“{told}”，列有移动、增加或删除")
    return [Fault(field="sheet", message=one, rule="M1.2") for one in found]


def differences(kept: Sequence[Sequence[str]], came: Sequence[Returned]) -> Iterator[Difference]:
    """Row by row what is different, what does not belong, what is missing; then a different order."""
    by_number = {line[0]: line for line in kept}
    order: dict[str, None] = {}
    for one in came:
        number, name = one.cells[0], one.cells[1]
        line = by_number.get(number)
        if line is None or number in order:
            why = "不在花名册中" if line is None else "序号重复"
            yield Difference(row=one.row, number=number, name=name, column=WHOLE, kept="没有这一行", came=why)
            continue
        order[number] = None
        for column, text in enumerate(one.cells):
            was = line[column].strip() if column < len(line) else ""
            spoilt = one.spoilt.get(column, "")
            if text != was or spoilt:
                told = COLUMNS[column][0] if column < len(COLUMNS) else MORE
                now = f"{text}（成了{spoilt}，应为文本）" if spoilt else text
                yield Difference(row=one.row, number=number, name=line[1], column=told, kept=was, came=now)
    for line in kept:
        if line[0] not in order:
            yield Difference(row=None, number=line[0], name=line[1], column=WHOLE, kept="有", came="缺少")
    still = [line[0] for line in kept if line[0] in order]
    for number, wanted in zip(order, still, strict=True):
        if number != wanted:
            name = by_number[number][1]
            yield Difference(row=None, number=number, name=name, column=ORDER, kept=wanted, came=number)
            return
