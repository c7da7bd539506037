"""公示表: what an employer makes public of a case (E4.5). No number, address or photo of the person."""

from collections.abc import Iterable
from typing import Any

from services.documents.papers.domain.case import Case, text
from services.documents.papers.domain.words import joined, month, public


def content(case: Case) -> dict[str, Any]:
    """What the sheet shows. When it changes, what was made public has changed."""
    case = case.made_public
    told = {
        "plan": text(case.plan, "title"),
        "unit": text(case.employer, "name"),
        "department": text(case.employer, "department"),
        "name": text(case.person, "name"),
        "gender": text(case.person, "gender"),
        "born": month(text(case.person, "born_on")),
        **_schooling(case),
        **_title(case),
        "education": _rows(case, "education", "毕业院校", "专业", ("学历", "学位")),
        "work": _rows(case, "work", "工作单位", "从事何种专业技术工作", "职务或岗位"),
        "projects": _projects(case),
        "honours": [
            *_rows(case, "award", ("获奖项目", "奖励名称"), ("奖励级别", "奖励等级"), "本人排名"),
            *_rows(case, "honour", "荣誉称号", "荣誉级别", "授予机构"),
            *_rows(case, "patent", "名称", "类别", "本人排名"),
        ],
        "writings": [
            *_rows(case, "paper", "论文题目", ("刊物或会议名称", "卷期和页码"), "作者身份"),
            *_rows(case, "book", "书名", "出版社", "作者身份"),
            *_rows(case, "report", "报告名称", "采用或交流情况", "本人作用"),
        ],
        "appraisals": _line(case, "appraisal", "年度", "考核结果"),
        "training": "、".join(
            f"{year}年{hours}学时" for year, hours in _pairs(case, "training", "年度", "总学时")
        ),
    }
    return {name: _public(value) for name, value in told.items()}


def _schooling(case: Case) -> dict[str, str]:
    basic = case.basic
    return {
        "schooling": joined(text(basic, "education"), text(basic, "degree"), between="／"),
        "school": joined(text(basic, "school"), text(basic, "major")),
        "graduated": text(basic, "graduated_on"),
        "worked_since": text(basic, "worked_since"),
    }


def _title(case: Case) -> dict[str, str]:
    form, basic = case.form, case.basic
    options = "、".join(map(str, form.get("options") or ()))
    return {
        "title": text(form, "current_title") or text(basic, "current_title"),
        "obtained": text(form, "current_title_on") or text(basic, "title_obtained_on"),
        "appointed": text(form, "appointed_on") or text(basic, "appointed_on"),
        "title_applied": text(form, "title_applied"),
        "category": text(form, "category"),
        "specialty": text(form, "specialty"),
        "kind": text(form, "kind_name") + (f"（{options}）" if options else ""),
        "years": text(form, "years") or text(basic, "years"),
    }


def _rows(case: Case, kind: str, *columns: str | tuple[str, ...]) -> list[list[str]]:
    """Rows of a time and of named fields; nothing else of a record is shown."""
    return [
        [
            record.span,
            *(record.take(*([column] if isinstance(column, str) else column)) for column in columns),
        ]
        for record in case.records(kind)
    ]


def _projects(case: Case) -> list[list[str]]:
    return [
        [
            record.span,
            record.take("专业技术工作名称"),
            record.take("本人作用", "本人排名"),
            joined(record.take("工作内容"), record.take("完成情况及效果"), between="\n"),
        ]
        for record in case.records("project")
    ]


def _pairs(case: Case, kind: str, first: str, second: str) -> Iterable[tuple[str, str]]:
    return [(record.take(first), record.take(second)) for record in case.records(kind)]


def _line(case: Case, kind: str, first: str, second: str) -> str:
    return "、".join(f"{one}{other}" for one, other in _pairs(case, kind, first, second))


def _public(value: Any) -> Any:
    if isinstance(value, list):
        return [_public(one) for one in value]
    return public(str(value))
