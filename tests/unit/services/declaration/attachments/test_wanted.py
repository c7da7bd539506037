"""What is wanted, why, and what of the archive will do (A8.1 to A8.7)."""

from dataclasses import replace
from typing import Any

import pytest

from cities.attachments import Attachment, attachment_faults
from contracts.employers import EmployerKind
from contracts.registers import Insurance, Register
from contracts.sections.registered import Registered
from contracts.sections.verified import ProvenTitle, Year
from services.declaration.attachments.domain import sealed
from services.declaration.attachments.domain.wanted import Circumstances
from tests.unit.services.declaration.enclosures import FILE, enclosures, verified
from tests.unit.services.declaration.plans import a_plan

CERTIFIED = tuple(
    Year(year=year, hours="90", special_hours="60", general_hours="18", is_certified=True)
    for year in (2019, 2020, 2021)
)
TITLE = ProvenTitle(name="助理工程师", obtained_on="201608", appointed_on="201612")
INSURED = Registered(
    register=Register.INSURANCE,
    told=Insurance(
        province="上海市",
        unit="某公司",
        credit_code="913101017000000013",
        first_month="202101",
        last_month="202210",
        months=22,
    ),
    source="人力社保部门社会保险信息",
    at="2022-11-01 08:00",
    sha256="a" * 64,
)
GRADUATED = replace(INSURED, register=Register.EDUCATION)  # whatever it says
ALWAYS = ["title", "appointment", "experience", "writings", "education"]


def wanted(**changes: Any) -> list[str]:
    return [one.row.code for one in enclosures(**changes).wanted]


def missing(**changes: Any) -> list[str]:
    return [one.row.code for one in enclosures(**changes).wanted if one.is_missing]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        pytest.param({}, ALWAYS, id="regular", marks=pytest.mark.rule("A8.1")),
        pytest.param({"kind": ""}, ALWAYS, id="no kind yet"),
        pytest.param(
            {"current_title": "无"}, ["experience", "writings", "education"], marks=pytest.mark.rule("A8.1")
        ),
        pytest.param(
            {"kind": "landmark"},
            ["title", "appointment", "experience", "writings", "landmark", "experts", "education"],
            marks=pytest.mark.rule("A6.3"),
        ),
        pytest.param(
            {"kind": "self-assessment"},
            ["title", "appointment", "experience", "writings", "recommendation", "education"],
            marks=pytest.mark.rule("A8.4"),
        ),
        pytest.param(
            {"is_skilled": True},
            ["title", "appointment", "experience", "writings", "skilled", "education"],
            marks=pytest.mark.rule("A6.5"),
        ),
        pytest.param(
            {
                "employer_kind": EmployerKind.PUBLIC_INSTITUTION,
                "said": Circumstances(public_post=True, insured_elsewhere=False),
            },
            [*ALWAYS, "post"],
            marks=pytest.mark.rule("A8.6"),
        ),
        pytest.param({"said": Circumstances(public_post=True)}, ALWAYS, marks=pytest.mark.rule("A8.6")),
        pytest.param(
            {"said": Circumstances(insured_elsewhere=True)},
            [*ALWAYS, "insurance"],
            marks=pytest.mark.rule("A8.7"),
        ),
        pytest.param(
            {"said": Circumstances(insured_elsewhere=True), "registered": {"insurance": INSURED}},
            ALWAYS,
            marks=pytest.mark.rule("A8.7"),
        ),
        pytest.param(
            {"registered": {"insurance": replace(INSURED, is_disputed=True)}},
            [*ALWAYS, "insurance"],
            marks=pytest.mark.rule("A8.7"),
        ),
        pytest.param({"registered": {"education": GRADUATED}}, ALWAYS, marks=pytest.mark.rule("A8.8")),
        pytest.param(
            {"registered": {"education": replace(GRADUATED, is_disputed=True)}},
            [*ALWAYS, "schooling"],
            marks=pytest.mark.rule("A8.8"),
        ),
    ],
)
def test_what_is_wanted_follows_from_who_declares_and_how(changes: dict[str, Any], codes: list[str]) -> None:
    assert wanted(**changes) == codes


@pytest.mark.rule("A8.3")
def test_only_what_there_may_be_is_never_missing() -> None:
    assert missing() == ["title", "appointment", "experience", "education"]


@pytest.mark.rule("A8.4")
def test_without_the_units_form_nobody_declares_by_self_assessment() -> None:
    one = next(one for one in enclosures(kind="self-assessment").problems if one.rule == "A8.4")
    assert "直接推荐专业技术职务任职资格审核表" in one.message
    assert one.page.endswith("/attachments/recommendation")
    given = enclosures(kind="self-assessment", files={"recommendation": (FILE,)})
    assert "A8.4" not in [problem.rule for problem in given.problems]


@pytest.mark.rule("A8.1")
@pytest.mark.rule("A8.2")
@pytest.mark.parametrize(
    ("proven", "left"),
    [
        ({"titles": (TITLE,)}, ["experience", "education"]),
        (
            {"titles": (ProvenTitle(name="助理工程师", obtained_on="201608"),)},
            ["appointment", "experience", "education"],
        ),
        (
            {"titles": (ProvenTitle(name="技术员", obtained_on="201108", appointed_on="201109"),)},
            ["title", "appointment", "experience", "education"],
        ),
        ({"files": {"work": 1}}, ["title", "appointment", "education"]),
        ({"years": CERTIFIED}, ["title", "appointment", "experience"]),
        ({"years": CERTIFIED[1:]}, ["title", "appointment", "experience", "education"]),
        ({"titles": (TITLE,), "files": {"work": 1}, "years": CERTIFIED}, []),
    ],
)
def test_what_the_archive_proves_is_not_asked_again(proven: dict[str, Any], left: list[str]) -> None:
    assert missing(verified=verified(**proven)) == left


def test_files_do_where_the_archive_does_not() -> None:
    files = dict.fromkeys(("title", "appointment", "experience", "education"), (FILE,))
    assert missing(files=files) == []


@pytest.mark.rule("A8.6")
@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (EmployerKind.PUBLIC_INSTITUTION, ["public_post", "insured_elsewhere"]),
        (EmployerKind.PROVINCIAL, ["public_post", "insured_elsewhere"]),
        ("", ["public_post", "insured_elsewhere"]),
        (EmployerKind.ENTERPRISE, ["insured_elsewhere"]),
        (EmployerKind.NON_PUBLIC, ["insured_elsewhere"]),
    ],
)
def test_only_what_nothing_tells_is_asked(kind: str, fields: list[str]) -> None:
    found = enclosures(employer_kind=kind, said=Circumstances())
    assert [one.field for one in found.questions] == fields
    pages = [f"{found.page}#{field}" for field in fields]
    assert [one.page for one in found.problems if "#" in one.page] == pages


def test_a_plan_without_attachments_asks_nothing() -> None:
    found = enclosures(plan=a_plan(attachment=(), appraisal_years=0), said=Circumstances())
    assert (found.questions, found.wanted) == ((), ())
    assert {one.rule for one in found.problems} == {"A8.5"}


@pytest.mark.rule("A8.8")
def test_everything_that_is_missing_is_told_at_once_with_its_place() -> None:
    found = enclosures(said=Circumstances())
    page = found.page
    assert [(one.rule, one.page) for one in found.problems] == [
        ("A8.7", f"{page}#insured_elsewhere"),
        ("A8.1", f"{page}/title"),
        ("A8.1", f"{page}/appointment"),
        ("A8.2", f"{page}/experience"),
        ("A8.5", f"{page}/education"),
        *[("A8.5", "/archive/records/new/training")] * 3,
        *[("M2.9", "/archive/records/new/appraisal")] * 3,
    ]


def test_every_reason_is_told_in_words() -> None:
    found = enclosures(
        kind="landmark",
        employer_kind="",
        is_skilled=True,
        said=Circumstances(public_post=True, insured_elsewhere=True),
    )
    assert {one.row.code: one.why for one in found.wanted} == {
        "title": "您现任助理工程师，需要提供",
        "appointment": "您现任助理工程师，需要提供",
        "experience": "所有申报人员都需要提供",
        "writings": "有的请提供，没有的不用上传",
        "landmark": "申报方式为标志性业绩直接申报的需要提供",
        "experts": "有推荐专家在纸质意见表上签名，需要提供",
        "skilled": "您以技能人才申报，需要提供",
        "education": "所有申报人员都需要提供",
        "post": "您是事业编制人员，需要提供",
        "insurance": "您的社会保险在省外缴纳，需要提供",
    }


def test_what_is_sealed_are_the_files_and_what_the_archive_proves() -> None:
    found = enclosures(
        verified=verified(titles=(TITLE,), years=CERTIFIED),
        files={"experience": (FILE,)},
        said=Circumstances(insured_elsewhere=False),
    )
    assert [(one.code, bool(one.archived), len(one.files)) for one in sealed.attachments(found)] == [
        ("title", True, 0),
        ("appointment", True, 0),
        ("experience", False, 1),
        ("education", True, 0),
    ]
    told = {one.code: one.value for one in sealed.particulars(found)}
    assert told == {
        "education": ("2019 年度 90 学时", "2020 年度 90 学时", "2021 年度 90 学时"),
        "insured_elsewhere": "否",
    }


def test_a_row_for_a_kind_that_the_plan_does_not_offer_is_a_fault() -> None:
    row = Attachment(code="form", name="审核表", rule="A8.4", kinds=("self-assessment",))
    assert [place for place, _ in attachment_faults([row], ["regular"])] == ["attachment"]
    assert not [*attachment_faults([row], ["self-assessment"])]
