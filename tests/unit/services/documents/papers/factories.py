"""A case as its owners seal it, and what papers make of it."""

from base64 import b64encode
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import cities
from contracts.case import RenderRequest, SectionRef
from services.documents.papers.domain.case import Case
from services.documents.papers.operations import publicity_sheet_of, review_form_of
from tests.unit.services.documents.portraits import portrait

APPLICATION = UUID("6f9c1f0e-52a1-4b7e-9d6c-3f2f0b7a1c55")
CITY = "shaoxing"
PLAN = "2022-engineer"
NAME = "欧阳喆昇"
ID_NUMBER = "330603198808081222"
MOBILE = "13857512345"
ADDRESS = "绍兴市越城区人民中路1号501室"
BIRTHPLACE = "浙江省诸暨市枫桥镇"
UNIT = "绍兴市环境监测中心"

IDENTITY = {
    "person": {
        "name": NAME,
        "gender": "女",
        "born_on": "1988-08-08",
        "id_number": ID_NUMBER,
        "mobile": MOBILE,
    },
    "employer": {
        "id": "5b1f6d0e-0000-4000-8000-000000000001",
        "name": UNIT,
        "credit_code": "12330600471234567X",
        "kind": "public_institution",
        "level": "city",
        "place": "市本级",
        "department": "绍兴市生态环境局",
    },
}
BASIC = {
    "employer": UNIT,
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


def record(kind: str, start: str, end: str, **fields: str) -> dict[str, Any]:
    return {"id": "", "kind": kind, "title": "题名", "fields": fields, "from": start, "to": end}


RECORDS = [
    record(
        "education",
        "200609",
        "201006",
        入学时间="200609",
        毕业时间="201006",
        毕业院校="浙江工业大学",
        专业="环境科学",
        学历="大学本科",
        学位="学士",
        学习形式="全日制",
        毕业证书编号="103371201005001234",
    ),
    record(
        "work",
        "201007",
        "",
        开始时间="201007",
        工作单位=UNIT,
        职务或岗位="监测员",
        从事何种专业技术工作="水质监测",
        证明人="俞燊",
    ),
    record("title", "201712", "201712", 资格名称="助理工程师", 取得时间="201712", 审批机关="绍兴市人社局"),
    record(
        "project",
        "201506",
        "201611",
        开始时间="201506",
        结束时间="201611",
        专业技术工作名称="曹娥江水质调查",
        本人作用="参加",
        工作内容="采样与分析",
        完成情况及效果="通过验收",
    ),
    record(
        "project",
        "201901",
        "202012",
        开始时间="201901",
        结束时间="202012",
        专业技术工作名称="走航监测溯源研究",
        立项编号="ZJ-2019-001",
        本人作用="主持",
        本人排名="第 1（共 5 人）",
        工作内容=f"布点、监测与溯源，联系人电话{MOBILE}",
        完成情况及效果="获省级奖励",
    ),
    record(
        "award",
        "202012",
        "202012",
        获奖项目="走航监测",
        奖励名称="浙江省生态环境科学技术奖",
        奖励级别="省部级",
        奖励等级="二等奖",
        本人排名="第 3",
        授予机构="浙江省生态环境厅",
        获奖时间="202012",
    ),
    record(
        "paper",
        "202003",
        "202003",
        论文题目="挥发性有机物来源解析",
        发表时间="202003",
        刊物或会议名称="中国环境监测",
        刊号="CN 11-2861/X",
        作者身份="第一作者",
        内容提要="源解析方法",
    ),
    record(
        "certificate",
        "200912",
        "200912",
        证书名称="大学英语六级",
        取得时间="200912",
        发证机关="教育部考试中心",
    ),
    record("training", "202101", "202112", 年度="2021", 总学时="98", 专业科目学时="66", 公需科目学时="32"),
    record("appraisal", "202001", "202012", 年度="2020", 考核结果="优秀", 考核单位=UNIT),
    record("appraisal", "202101", "202112", 年度="2021", 考核结果="合格", 考核单位=UNIT),
]
DECLARATION = {
    "plan": {
        "id": PLAN,
        "title": "2022年度工程师评审申报计划",
        "version": "1",
        "level": "中级",
        "year": 2022,
    },
    "form": {
        "kind": "regular",
        "kind_name": "正常申报",
        "category": "监测与分析",
        "specialty": "环境监测",
        "title_applied": "生态环境专业工程师",
        "current_title": "助理工程师",
        "current_title_on": "201712",
        "appointed_on": "201801",
        "years": 12,
        "options": ["再次通过中级申报"],
        "statement": "任现职以来，完成多项监测工作。\n\n负责质量管理。",
    },
}
SETTLEMENT = {"amount_fen": 18000, "paid_at": "2022-10-28T01:30:00+00:00"}


def decision(role: str, office: str, at: str, **more: Any) -> dict[str, Any]:
    told = {"stage": role, "office": office, "role": role, "round": 1, "verdict": "passed", "reason": ""}
    return {
        **told,
        "opinion": f"同意推荐（{office}）。",
        "signed_by": f"{office}经办",
        "decided_at": at,
        **more,
    }


DECISIONS = [
    decision(
        "employer",
        UNIT,
        "2022-09-14T10:00:00+08:00",
        attestation={"text": "材料真实、准确。", "by": "李四", "at": "2022-09-14T10:00:00+08:00"},
        publicity={
            "place": "一楼公告栏",
            "posted_on": "2022-09-05",
            "ended_on": "2022-09-13",
            "days": 5,
            "objections": "无异议",
            "result": "公示期内无异议。",
        },
    ),
    decision("department", "绍兴市生态环境局", "2022-09-20T10:00:00+08:00"),
    decision("hr", "绍兴市人力资源和社会保障局", "2022-09-26T10:00:00+08:00"),
    decision("committee", "中级评委会办公室", "2022-10-10T10:00:00+08:00"),
]


@cache
def photo() -> dict[str, Any]:
    data = portrait(358, 500)
    return {"media_type": "image/jpeg", "base64": b64encode(data).decode(), "width": 358, "height": 500}


def sections(**changes: Any) -> dict[str, Any]:
    """The data of every section; `basic`, `form` and `person` change single fields."""
    told: dict[str, Any] = deepcopy(
        {
            "identity": IDENTITY,
            "archive": {"basic": BASIC, "labels": {}, "records": RECORDS},
            "declaration": DECLARATION,
            "documents": {"photo": photo()},
            "settlement": SETTLEMENT,
        }
    )
    told["identity"]["person"] |= changes.get("person", {})
    told["archive"]["basic"] |= changes.get("basic", {})
    told["declaration"]["form"] |= changes.get("form", {})
    told["archive"]["records"] += changes.get("records", [])
    return told


def a_case(**changes: Any) -> Case:
    """A case that was accepted and paid."""
    return Case(**sections(**changes), decisions=tuple(DECISIONS))


def a_request(*names: str) -> RenderRequest:
    manifest = tuple(
        SectionRef(name=name, key=f"cases/{name}", sha256=f"{n:064x}") for n, name in enumerate(names)
    )
    return RenderRequest(application_id=APPLICATION, city=CITY, plan=PLAN, manifest=manifest)


@cache
def all_cities() -> cities.Cities:
    return cities.load(Path(cities.__file__).parent)


def review_form(case: Case) -> dict[str, Any]:
    found = all_cities()
    request = a_request("identity", "archive", "declaration", "documents", "submission-1")
    return review_form_of(case, request, found.city(CITY), found.plan(CITY, PLAN), "https://zcps.example.cn")


def publicity_sheet(case: Case) -> dict[str, Any]:
    found = all_cities()
    request = a_request("identity", "archive", "declaration", "documents", "submission-1")
    return publicity_sheet_of(case, request, found.city(CITY), found.plan(CITY, PLAN))
