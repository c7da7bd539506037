"""A case as its owners seal it, and what papers make of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from contracts.case import RenderRequest, Role, SectionRef
from contracts.employers import EmployerLevel
from contracts.sections.archive import Visibility
from services.archive.file.domain import Item
from services.archive.file.domain import section as archive_writes
from services.archive.kinds.domain.basic import BASIC as BASIC_KIND
from services.archive.kinds.domain.fields import Value
from services.archive.kinds.domain.kinds import KINDS
from services.documents.papers.domain.case import Case
from services.documents.papers.operations import publicity_sheet_of, review_form_of
from tests.unit.sections.written import (
    CITY,
    MOBILE,
    PLAN,
    UNIT,
    all_cities,
    an_item,
    decision,
    declaration,
    documents,
    identity,
    settlement,
)

APPLICATION = UUID("6f9c1f0e-52a1-4b7e-9d6c-3f2f0b7a1c55")
ADDRESS = "绍兴市越城区人民中路1号501室"
BIRTHPLACE = "浙江省诸暨市枫桥镇"

BASIC: Mapping[str, Value] = {
    "former_name": "欧阳䶮",
    "ethnicity": "畲族",
    "birthplace": BIRTHPLACE,
    "political_status": "中共党员",
    "worked_since": "201007",
    "education": "大学本科",
    "degree": "学士",
    "school": "浙江工业大学",
    "major": "环境科学",
    "graduated_on": "201006",
    "current_title": "助理工程师",
    "title_obtained_on": "201712",
    "appointed_on": "201801",
    "years": 12,
    "specialty": "环境监测",
    "administrative_post": "监测室副主任",
    "address": ADDRESS,
}


def record(kind: str, *, visibility: Visibility | None = None, **values: Value) -> Item:
    """A record as its kind keeps it; `since` stands for its field `from`."""
    told = {"from" if code == "since" else code: value for code, value in values.items()}
    return an_item(KINDS[kind], told, visibility=visibility)


RECORDS = [
    record(
        "education",
        since="200609",
        to="201006",
        school="浙江工业大学",
        major="环境科学",
        level="大学本科",
        degree="学士",
        form="全日制",
        certificate_no="103371201005001234",
    ),
    record("work", since="201007", unit=UNIT, post="监测员", duty="水质监测", witness="俞燊"),
    record("title", name="助理工程师", obtained_on="201712", authority="绍兴市人社局"),
    record(
        "project",
        since="201506",
        to="201611",
        name="曹娥江水质调查",
        role="参加",
        content="采样与分析",
        result="通过验收",
    ),
    record(
        "project",
        since="201901",
        to="202012",
        name="走航监测溯源研究",
        number="ZJ-2019-001",
        role="主持",
        rank="第 1（共 5 人）",
        content=f"布点、监测与溯源，联系人电话{MOBILE}",
        result="获省级奖励",
    ),
    record(
        "award",
        name="走航监测",
        prize="浙江省生态环境科学技术奖",
        level="省部级",
        grade="二等奖",
        rank="第 3",
        authority="浙江省生态环境厅",
        awarded_on="202012",
    ),
    record(
        "paper",
        name="挥发性有机物来源解析",
        published_on="202003",
        journal="中国环境监测",
        issn="CN 11-2861/X",
        authorship="第一作者",
        summary="源解析方法",
    ),
    record("certificate", name="大学英语六级", obtained_on="200912", authority="教育部考试中心"),
    record("training", year=2021, hours="98.5", special_hours="66.5", general_hours=32),
    record("appraisal", year=2020, result="优秀", unit=UNIT),
    record("appraisal", year=2021, result="合格", unit=UNIT),
]
DECISIONS = (
    decision(Role.EMPLOYER, at=datetime(2022, 9, 14, 2, tzinfo=UTC)),
    decision(Role.DEPARTMENT, at=datetime(2022, 9, 20, 2, tzinfo=UTC)),
    decision(Role.HR, at=datetime(2022, 9, 26, 2, tzinfo=UTC)),
    decision(Role.COMMITTEE, at=datetime(2022, 10, 10, 2, tzinfo=UTC)),
)


def a_case(
    *,
    person: Mapping[str, Any] | None = None,
    employer: Mapping[str, Any] | None = None,
    basic: Mapping[str, Value] | None = None,
    declared: Mapping[str, Any] | None = None,
    records: Sequence[Item] = (),
) -> Case:
    """A case that was accepted and paid; changes of single fields, and more records."""
    told = identity(EmployerLevel.CITY)
    section = declaration()
    return Case(
        identity=replace(
            told,
            person=replace(told.person, **(person or {})),
            employer=replace(told.employer, **(employer or {})),
        ),
        archive=archive_writes([an_item(BASIC_KIND, {**BASIC, **(basic or {})}), *RECORDS, *records], UNIT),
        declaration=replace(section, declared=replace(section.declared, **(declared or {}))),
        documents=documents(),
        decisions=DECISIONS,
        settlements=(settlement(),),
    )


def a_request(*names: str) -> RenderRequest:
    manifest = tuple(
        SectionRef(name=name, key=f"cases/{name}", sha256=f"{n:064x}") for n, name in enumerate(names)
    )
    return RenderRequest(application_id=APPLICATION, city=CITY, plan=PLAN, manifest=manifest)


def review_form(case: Case) -> dict[str, Any]:
    found = all_cities()
    request = a_request("identity", "archive", "declaration", "documents", "submission-1")
    return review_form_of(case, request, found.city(CITY), found.plan(CITY, PLAN), "https://zcps.example.cn")


def publicity_sheet(case: Case) -> dict[str, Any]:
    found = all_cities()
    request = a_request("identity", "archive", "declaration", "documents", "submission-1")
    return publicity_sheet_of(case, request, found.city(CITY), found.plan(CITY, PLAN))
