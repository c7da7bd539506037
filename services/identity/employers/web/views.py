"""From values to what a page shows."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from cities import Cities
from contracts.employers import EMPLOYER_KIND_NAMES, EMPLOYER_LEVEL_NAMES, EmployerLevel, in_words
from kit.web.filters import day
from services.identity.employers.domain.affiliation import Affiliation, affiliations
from services.identity.employers.domain.employers import STATUS_NAMES, Employer, Status

KIND_CHOICES = [(kind.value, name) for kind, name in EMPLOYER_KIND_NAMES.items()]
TONES = {
    Status.PENDING_LETTER: "todo",
    Status.SUBMITTED: "waiting",
    Status.APPROVED: "good",
    Status.REFUSED: "bad",
    Status.EXPIRED: "bad",
    Status.SUSPENDED: "bad",
    Status.MERGED: "neutral",
}


def employer_choices(cities: Cities, city: str) -> dict[str, Any]:
    """What an employer's form offers to choose from."""
    offered = affiliations(cities.city(city))
    return {
        "kinds": KIND_CHOICES,
        "departments": [(one.key, _affiliation_text(one)) for one in offered],
        "asks_agency": any(one.office is None for one in offered),
        "asks_committee": any(one.level is EmployerLevel.PROVINCE for one in offered),
    }


def _affiliation_text(one: Affiliation) -> str:
    place = (
        one.place
        if one.level is EmployerLevel.COUNTY
        else f"{one.place}（{EMPLOYER_LEVEL_NAMES[one.level]}）"
    )
    return f"{place}：{one.office.name}" if one.office else f"{place}：没有主管部门，由人事代理机构代理"


def employer_rows(employer: Employer) -> list[tuple[str, str]]:
    """What an employer said of itself."""
    details = employer.details
    rows = [
        ("单位全称", details.name),
        ("统一社会信用代码", details.credit_code),
        ("法定代表人", details.legal_representative),
        ("单位性质", EMPLOYER_KIND_NAMES[details.kind]),
        ("单位层级", EMPLOYER_LEVEL_NAMES[details.level]),
        ("所属地区（受理点）", details.place),
        ("主管部门" if details.department_id else "人事代理机构", details.department),
    ]
    if details.level is EmployerLevel.PROVINCE:
        rows.append(("自设中评委", "是" if details.own_committee else "否"))
    if employer.valid_until:
        rows.append(("授权有效期至", day(employer.valid_until)))
    if employer.suspended_for:
        rows.append(("授权已暂停", in_words(employer.suspended_for)))
    if employer.former_names:
        rows.insert(1, ("曾用名", "、".join(employer.former_names)))
    return rows


def typed_again(employer: Employer, cities: Cities) -> dict[str, str]:
    """An employer's details as its form sends them."""
    details = employer.details
    return {
        "employer_name": details.name,
        "credit_code": details.credit_code,
        "legal_representative": details.legal_representative,
        "kind": details.kind,
        "department": next(
            (one.key for one in affiliations(cities.city(employer.city)) if _is_of(employer, one)), ""
        ),
        "agency": "" if details.department_id else details.department,
        "own_committee": "yes" if details.own_committee else "",
        "version": str(employer.version),
    }


def _is_of(employer: Employer, one: Affiliation) -> bool:
    details = employer.details
    office_id = one.office.id if one.office else None
    return (office_id, one.place) == (details.department_id, details.place)


def status_tag(employer: Employer) -> tuple[str, str]:
    """Where a registration stands, with its tone."""
    return STATUS_NAMES[employer.status], TONES[employer.status]


def sections(counts: Mapping[Status, int], words: str) -> list[tuple[str, str, int]]:
    """The states as neighbouring pages, with how many stand in each."""
    return [(STATUS_NAMES[status], list_href(status, words), number) for status, number in counts.items()]


def list_href(status: Status, words: str) -> str:
    """The address of the list of one state."""
    return f"/admin/employers?{urlencode({'status': status.value} | ({'words': words} if words else {}))}"
