"""公示表: what an employer makes public of a case (E4.5). No number, address or photo of the person."""

from collections.abc import Iterable
from typing import Any

from services.documents.papers.domain.case import Case
from services.documents.papers.domain.hiding import public
from services.documents.papers.domain.words import joined


def content(case: Case) -> dict[str, Any]:
    """What the sheet shows. When it changes, what was made public has changed."""
    case = case.made_public
    declared = case.declared
    told = {
        "plan": case.declaration.plan.title,
        "unit": case.employer.name,
        "department": case.employer.department,
        "name": case.person.name,
        "gender": case.person.gender,
        "born": f"{case.person.born_on:%Y%m}",
        "schooling": joined(case.basic("education"), case.basic("degree"), between="／"),
        "school": joined(case.basic("school"), case.basic("major")),
        "graduated": case.basic("graduated_on"),
        "worked_since": case.basic("worked_since"),
        "title": case.title,
        "obtained": case.obtained,
        "appointed": case.appointed,
        "title_applied": declared.title_applied,
        "category": declared.category,
        "specialty": declared.specialty,
        "kind": case.kind,
        "years": str(declared.years),
        "education": _rows(case, "education", "school", "major", ("level", "degree")),
        "work": _rows(case, "work", "unit", "duty", "post"),
        "projects": _projects(case),
        "honours": [
            *_rows(case, "award", ("name", "prize"), ("level", "grade"), "rank"),
            *_rows(case, "honour", "name", "level", "authority"),
            *_rows(case, "patent", "name", "type", "rank"),
        ],
        "writings": [
            *_rows(case, "paper", "name", ("journal", "issue"), "authorship"),
            *_rows(case, "book", "name", "publisher", "authorship"),
            *_rows(case, "report", "name", "used_by", "role"),
        ],
        "appraisals": "、".join(
            f"{year}{result}" for year, result in _pairs(case, "appraisal", "year", "result")
        ),
        "training": "、".join(
            f"{year}年{hours}学时" for year, hours in _pairs(case, "training", "year", "hours")
        ),
    }
    if case.declaration.landmark:  # without one the sheet is as it was: a publicity that stands still stands
        told["landmark"] = case.declaration.landmark
    return {name: _public(value) for name, value in told.items()}


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
            record.take("name"),
            record.take("role", "rank"),
            joined(record.take("content"), record.take("result"), between="\n"),
        ]
        for record in case.records("project")
    ]


def _pairs(case: Case, kind: str, first: str, second: str) -> Iterable[tuple[str, str]]:
    return [(record.take(first), record.take(second)) for record in case.records(kind)]


def _public(value: Any) -> Any:
    if isinstance(value, list):
        return [_public(one) for one in value]
    return public(str(value))
