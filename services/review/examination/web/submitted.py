"""What was submitted, as rows of (name, value) for the pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kit.web import filters
from services.review.examination.domain.items import Part
from services.review.examination.domain.submission import Data, Submission, text
from services.review.examination.domain.submission import part as part_of

Rows = list[tuple[str, Any]]

NAMES = {
    Part.PERSON: "申报人",
    Part.EMPLOYER: "用人单位",
    Part.BASIC: "个人基本信息",
    Part.RECORDS: "业绩档案",
    Part.FORM: "申报信息",
    Part.STATEMENT: "本人述职",
    Part.PHOTO: "证件照",
}
KINDS = {"public_institution": "事业单位", "enterprise": "国有企业", "non_public": "非公有制单位"}
LEVELS = {"city": "市级单位", "county": "县（市、区）级单位"}
MONTH_DIGITS = 6
MONTHS = ("_on", "_since", "from", "to")

# A sealed section has its keys in alphabetical order; people expect these the way they were asked.
BASIC_ORDER = (
    *("employer", "former_name", "ethnicity", "birthplace", "political_status", "worked_since"),
    *("health", "salary", "education", "degree", "school", "major", "graduated_on", "schooling"),
    *("current_title", "title_obtained_on", "title_authority", "appointed_on"),
    *("years", "specialty", "duty", "administrative_post", "administrative_since", "language"),
    *("party_since", "party_post", "other_party", "associations", "address"),
)


@dataclass(frozen=True)
class Record:
    """One achievement record."""

    title: str
    rows: Rows
    files: list[Data]


@dataclass(frozen=True)
class View:
    """All parts of a submission, ready to be shown."""

    rows: Mapping[Part, Rows]
    records: list[Record]
    statement: str


def view(submission: Submission) -> View:
    """A submission as the pages show it; numbers of the person are masked."""
    return View(
        rows={
            Part.PERSON: _person(submission.person),
            Part.EMPLOYER: _employer(submission.employer),
            Part.BASIC: _basic(submission.archive),
            Part.FORM: _form(submission),
        },
        records=[_record(record) for record in submission.archive.get("records") or ()],
        statement=text(submission.form, "statement"),
    )


def _person(person: Data) -> Rows:
    return [
        ("姓名", text(person, "name")),
        ("性别", text(person, "gender")),
        ("出生年月", _month(text(person, "born_on").replace("-", ""))),
        ("居民身份证号码", filters.mask_id(text(person, "id_number"))),
        ("手机号码", filters.mask_mobile(text(person, "mobile"))),
    ]


def _employer(employer: Data) -> Rows:
    kind, level = text(employer, "kind"), text(employer, "level")
    return [
        ("单位全称", text(employer, "name")),
        ("统一社会信用代码", text(employer, "credit_code")),
        ("单位性质", KINDS.get(kind, kind)),
        ("单位层级", LEVELS.get(level, level)),
        ("所在地", text(employer, "place")),
        ("主管部门", text(employer, "department")),
    ]


def _basic(archive: Data) -> Rows:
    basic, labels = part_of(archive, "basic"), part_of(archive, "labels")
    known = [name for name in BASIC_ORDER if name in basic]
    names = [*known, *(name for name in basic if name not in known)]
    return [(str(labels.get(name, name)), _named(name, basic[name])) for name in names]


def _form(submission: Submission) -> Rows:
    form, plan = submission.form, part_of(submission.declaration, "plan")
    years = text(form, "years")
    return [
        ("申报计划", text(plan, "title")),
        ("申报类型", text(form, "kind_name")),
        ("特殊情形", _shown(form.get("options") or "无")),
        ("申报资格", text(form, "title_applied")),
        ("申报专业类别", text(form, "category")),
        ("从事专业", text(form, "specialty")),
        ("现任资格", text(form, "current_title")),
        ("取得时间", _month(text(form, "current_title_on"))),
        ("聘任时间", _month(text(form, "appointed_on"))),
        ("专业工作年限", f"{years} 年" if years else ""),
    ]


def _record(record: Data) -> Record:
    kind = text(record, "kind_name") or text(record, "kind")
    title = "：".join(word for word in (kind, text(record, "title")) if word)
    period = " 至 ".join(_month(text(record, end)) for end in ("from", "to") if text(record, end))
    rows: Rows = [("起止时间", period)] if period else []
    fields = part_of(record, "fields")
    rows += [(name, _shown(fields[name])) for name in record.get("order", fields)]
    if text(record, "visibility") == "offices":
        rows.append(("公示范围", "仅审核部门可见"))
    return Record(title, rows, list(record.get("files") or ()))


def has_file(submission: Submission, file_id: UUID) -> bool:
    """Whether a file proves one of the submitted records."""
    records = submission.archive.get("records") or ()
    return any(text(file, "id") == str(file_id) for record in records for file in record.get("files") or ())


def _named(name: str, value: Any) -> Any:
    return _month(value) if isinstance(value, str) and name.endswith(MONTHS) else _shown(value)


def _shown(value: Any) -> Any:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return [_line(item) for item in value]
    return "" if value is None else str(value)


def _line(item: Any) -> str:
    return " ".join(map(str, item.values())) if isinstance(item, Mapping) else str(item)


def _month(value: str) -> str:
    digits = value[:MONTH_DIGITS]
    return filters.month(digits) if len(digits) == MONTH_DIGITS and digits.isdigit() else value
