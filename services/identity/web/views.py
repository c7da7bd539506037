"""From values to what a page shows."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from cities import Cities
from kit.ids import new_id
from services.identity.domain.affiliation import Affiliation, affiliations
from services.identity.domain.corrections import Correction
from services.identity.domain.employers import (
    KIND_NAMES,
    LEVEL_NAMES,
    STATUS_NAMES,
    Decision,
    Employer,
    Level,
    Status,
)
from services.identity.domain.persons import ID_KIND_NAMES
from services.identity.domain.requests import KIND_NAMES as REQUEST_NAMES
from services.identity.domain.requests import STATE_NAMES as REQUEST_STATES
from services.identity.domain.requests import Request, RequestState

PAGE_SIZE = 20
ID_KIND_CHOICES = [(kind.value, name) for kind, name in ID_KIND_NAMES.items()]
KIND_CHOICES = [(kind.value, name) for kind, name in KIND_NAMES.items()]
TONES = {
    Status.PENDING_LETTER: "todo",
    Status.SUBMITTED: "waiting",
    Status.APPROVED: "good",
    Status.REFUSED: "bad",
    Status.EXPIRED: "bad",
    Status.MERGED: "neutral",
}

REQUEST_TONES = {
    RequestState.SUBMITTED: "waiting",
    RequestState.APPROVED: "good",
    RequestState.REFUSED: "bad",
    RequestState.WITHDRAWN: "neutral",
}

SIGN_INS = {
    "": ("登录", "手机号码或登录名", "个人用手机号码，用人单位和管理部门用登录名。"),
    "person": ("个人用户登录", "手机号码", "注册时填写的手机号码。"),
    "employer": ("用人单位登录（法人登录）", "登录名", "单位经办人注册时设置的登录名。"),
    "office": ("管理部门登录", "登录名", "账号由省级管理员统一分配，不能自行注册。"),
}

APPLICANT_TASKS = [
    {
        "title": "第一步：完善个人基本信息",
        "href": "/archive/basic",
        "hint": "首次登录请先填写，并选择现工作单位。",
    },
    {
        "title": "第二步：整理我的业绩档案",
        "href": "/archive/records",
        "hint": "填写完成后，与基本信息一起提交用人单位审核。",
    },
    {
        "title": "第三步：维护证件照",
        "href": "/documents/photo",
        "hint": "白底证件照，JPG 格式，大于 30K 且小于 1M。",
    },
    {
        "title": "第四步：选择申报计划，马上申报",
        "href": "/plans",
        "hint": "单位审核通过基本信息和业绩档案后才能开始。",
    },
    {
        "title": "我的申报记录",
        "href": "/declarations",
        "hint": "查看申报到了哪一步、轮到谁办理、截止到什么时候；缴费和下载评审表也在这里。",
    },
]
CLERK_TASKS = [
    {
        "title": "业绩档案审核",
        "href": "/archive/verification",
        "hint": "核实本单位人员的基本信息和业绩档案，审核通过后本人才能申报。",
    },
    {
        "title": "职称申报资格审查",
        "href": "/review",
        "hint": "逐条逐项审查申报信息，公示不少于 5 个工作日后录入意见。",
    },
    {
        "title": "本单位信息",
        "href": "/employers/mine",
        "hint": "查看注册信息和审核记录。",
    },
]
OFFICIAL_TASKS = [
    {
        "title": "职称评审资格审查",
        "href": "/review",
        "hint": "查看到达本部门的申报，逐项审查并签署意见。",
    },
]


def admin_tasks(counts: Mapping[Status, int], asked: int, corrections: int) -> list[dict[str, str]]:
    """What an administrator has to do."""
    waiting = counts[Status.SUBMITTED]
    return [
        {
            "title": f"用人单位审核（{waiting} 家待审核）" if waiting else "用人单位审核（没有待审核）",
            "href": "/admin/employers",
            "hint": "核对单位全称、统一社会信用代码和主管部门，通过或退回。",
        },
        {
            "title": f"单位变更审核（{asked} 件待审核）" if asked else "单位变更审核（没有待审核）",
            "href": "/admin/requests",
            "hint": "主经办人交接、授权续期、更名、变更主管部门：核对后通过或退回。",
        },
        {
            "title": f"个人信息更正（{corrections} 件待审核）"
            if corrections
            else "个人信息更正（没有待审核）",
            "href": "/admin/corrections",
            "hint": "姓名和证件号码的更正：与证件扫描件核对后通过或退回。",
        },
        {
            "title": "管理部门账号",
            "href": "/admin/officials",
            "hint": "为主管部门、人社部门和评委会办公室分配、调整和终止账号。",
        },
        {"title": "短信记录", "href": "/messages", "hint": "查看 12333 短信的发送情况。"},
    ]


def fresh_form(**values: str) -> dict[str, str]:
    """What an empty form starts with; its id makes sending it twice sending it once."""
    return {"form_id": str(new_id()), **values}


def city_choices(cities: Cities) -> list[tuple[str, str]]:
    """The cities to choose from; none where there is only one."""
    return [(city.slug, city.name) for city in cities] if len(cities.by_slug) > 1 else []


def employer_choices(cities: Cities, city: str) -> dict[str, Any]:
    """What an employer's form offers to choose from."""
    offered = affiliations(cities.city(city))
    return {
        "kinds": KIND_CHOICES,
        "departments": [(one.key, _affiliation_text(one)) for one in offered],
        "asks_agency": any(one.office is None for one in offered),
        "asks_committee": any(one.level is Level.PROVINCE for one in offered),
    }


def _affiliation_text(one: Affiliation) -> str:
    place = one.place if one.level is Level.COUNTY else f"{one.place}（{LEVEL_NAMES[one.level]}）"
    return f"{place}：{one.office.name}" if one.office else f"{place}：没有主管部门，由人事代理机构代理"


def employer_rows(employer: Employer) -> list[tuple[str, str]]:
    """What an employer said of itself."""
    details = employer.details
    rows = [
        ("单位全称", details.name),
        ("统一社会信用代码", details.credit_code),
        ("法定代表人", details.legal_representative),
        ("单位性质", KIND_NAMES[details.kind]),
        ("单位层级", LEVEL_NAMES[details.level]),
        ("所属地区（受理点）", details.place),
        ("主管部门" if details.department_id else "人事代理机构", details.department),
    ]
    if details.level is Level.PROVINCE:
        rows.append(("自设中评委", "是" if details.own_committee else "否"))
    if employer.valid_until:
        rows.append(("授权有效期至", f"{employer.valid_until:%Y-%m-%d}"))
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


def refusal(employer: Employer | None, decisions: Sequence[Decision]) -> Decision | None:
    """Why the registration stands refused, if it does."""
    if employer is None or employer.status is not Status.REFUSED:
        return None
    return next((one for one in decisions if not one.is_approved), None)


def decision_entries(employer: Employer, decisions: Sequence[Decision]) -> list[dict[str, Any]]:
    """What happened to a registration, newest first."""
    entries = [
        {
            "title": "审核通过" if one.is_approved else "退回修改",
            "who": one.decider,
            "at": one.decided_at,
            "text": one.reason,
        }
        for one in decisions
    ]
    entries.append(_submitted("注册", employer, employer.created_at))
    if employer.status is not Status.PENDING_LETTER:
        entries.append(_submitted("提交审核", employer, employer.submitted_at))
    return sorted(entries, key=lambda entry: entry["at"], reverse=True)


def history(
    employer: Employer, decisions: Sequence[Decision], asked: Sequence[Request]
) -> list[dict[str, Any]]:
    """What happened to an employer, what was asked for it later too, newest first."""
    entries = [*decision_entries(employer, decisions), *(request_entry(one) for one in asked)]
    return sorted(entries, key=lambda entry: entry["at"], reverse=True)


def change_rows(one: Request) -> list[tuple[str, str]]:
    """What a clerk asks for, beside what it is now."""
    before, after = (facts.name or f"{facts.place}：{facts.department}" for facts in (one.before, one.after))
    return [("事项", REQUEST_NAMES[one.kind]), ("变更前", before), ("变更后", after), ("原因和依据", one.why)]


def request_entry(one: Request) -> dict[str, Any]:
    """What became of a request, as an entry of a timeline."""
    return {
        "title": f"{REQUEST_NAMES[one.kind]}：{REQUEST_STATES[one.state]}",
        "who": one.decider or one.asker,
        "at": one.decided_at or one.asked_at,
        "text": _told(one),
    }


def correction_entry(one: Correction) -> dict[str, Any]:
    """What became of a correction, as an entry of a timeline."""
    return {
        "title": f"个人信息更正：{REQUEST_STATES[one.state]}",
        "who": one.decider or one.former_name,
        "at": one.decided_at or one.asked_at,
        "text": one.reason,
    }


def _told(one: Request) -> str:
    """What changed from what to what, then the reason."""
    before, after = (facts.successor or facts.name or facts.department for facts in (one.before, one.after))
    return f"{before} → {after}。{one.reason}" if after else one.reason


def _submitted(title: str, employer: Employer, at: datetime) -> dict[str, Any]:
    return {"title": title, "who": employer.details.name, "at": at, "text": ""}


def sections(counts: Mapping[Status, int], words: str) -> list[tuple[str, str, int]]:
    """The states as neighbouring pages, with how many stand in each."""
    return [(STATUS_NAMES[status], list_href(status, words), number) for status, number in counts.items()]


def list_href(status: Status, words: str) -> str:
    """The address of the list of one state."""
    return f"/admin/employers?{urlencode({'status': status.value} | ({'words': words} if words else {}))}"
