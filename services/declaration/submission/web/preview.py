"""The draft sections as a page to check: what stands here is what is submitted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kit.web.filters import mask_id, mask_mobile, month
from services.declaration.drafting.domain.answers import NO_TITLE

Rows = list[tuple[str, Any]]
DIGITS = 6
EMPLOYER_KINDS = {"public_institution": "事业单位", "enterprise": "国有企业", "non_public": "非公有制单位"}

# A sealed section is canonical JSON, which sorts; people expect the order of their form.
ORDER = (
    *("employer", "former_name", "ethnicity", "birthplace", "political_status", "worked_since"),
    *("health", "salary", "education", "degree", "school", "major", "graduated_on", "schooling"),
    *("current_title", "title_obtained_on", "title_authority", "appointed_on"),
    *("years", "specialty", "duty", "administrative_post", "administrative_since", "language"),
    *("party_since", "party_post", "other_party", "associations", "address"),
)
Section = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Preview:
    """Every section in the order of the case file."""

    person: Rows
    employer: Rows
    basic: Rows
    records: list[tuple[str, Rows]]
    form: Rows
    statement: str
    photo: str


def preview(sections: Mapping[str, Section]) -> Preview:
    """Put the sections' contents into words."""
    identity, archive = sections.get("identity", {}), sections.get("archive", {})
    form = sections.get("declaration", {}).get("form", {})
    return Preview(
        person=_person(identity.get("person", {})),
        employer=_employer(identity.get("employer", {})),
        basic=_basic(archive),
        records=[_record(record) for record in archive.get("records", ())],
        form=_form(sections.get("declaration", {}).get("plan", {}), form),
        statement=str(form.get("statement", "")),
        photo=_photo(sections.get("documents", {}).get("photo", {})),
    )


def _person(person: Section) -> Rows:
    return [
        ("姓名", person.get("name")),
        ("性别", person.get("gender")),
        ("出生年月", _born(person.get("born_on"))),
        ("居民身份证号码", mask_id(person.get("id_number"))),
        ("手机号码", mask_mobile(person.get("mobile"))),
    ]


def _employer(employer: Section) -> Rows:
    return [
        ("工作单位", employer.get("name")),
        ("统一社会信用代码", employer.get("credit_code")),
        ("单位性质", EMPLOYER_KINDS.get(str(employer.get("kind")), employer.get("kind"))),
        ("所属地区", employer.get("place")),
        ("主管部门", employer.get("department")),
    ]


def _basic(archive: Section) -> Rows:
    labels, basic = archive.get("labels", {}), archive.get("basic", {})
    told = sorted(basic, key=lambda field: ORDER.index(field) if field in ORDER else len(ORDER))
    return [_row(labels.get(field, field), basic[field]) for field in told]


def _record(record: Section) -> tuple[str, Rows]:
    fields = record.get("fields", {})
    rows = [_row(label, fields[label]) for label in record.get("order", fields)]
    heading = "：".join(str(record[name]) for name in ("kind_name", "title") if record.get(name))
    return heading, rows


def _form(plan: Section, form: Section) -> Rows:
    has_title = form.get("current_title") != NO_TITLE
    return [
        ("申报计划", plan.get("title")),
        ("申报资格", form.get("title_applied")),
        ("申报方式", [form.get("kind_name", ""), *form.get("options", ())]),
        ("申报专业类别", form.get("category")),
        ("从事专业", form.get("specialty")),
        ("现任专业技术资格", form.get("current_title")),
        ("取得时间", month(form.get("current_title_on")) if has_title else "无"),
        ("聘任时间", month(form.get("appointed_on")) if has_title else "无"),
        ("专业工作年限", f"{form.get('years', '')} 年"),
    ]


def _photo(photo: Section) -> str:
    if not photo.get("base64"):
        return ""
    return f"data:{photo.get('media_type', 'image/jpeg')};base64,{photo['base64']}"


def _born(day: object) -> str | None:
    return month(date.fromisoformat(day)) if isinstance(day, str) else None


def _row(label: str, value: object) -> tuple[str, object]:
    """Months are sealed as six digits (M2.1) and read as words."""
    is_month = (
        label.endswith("时间") and isinstance(value, str) and value.isdecimal() and len(value) == DIGITS
    )
    return label, month(str(value)) if is_month else _said(value)


def _said(value: object) -> object:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str) or value is None:
        return value
    if isinstance(value, Mapping):
        return [f"{name}：{one}" for name, one in value.items()]
    if isinstance(value, Iterable):
        return [str(one) for one in value]
    return str(value)
