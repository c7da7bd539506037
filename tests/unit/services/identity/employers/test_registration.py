from datetime import date

import pytest

import cities
from contracts.employers import EmployerLevel
from services.identity.employers.domain.affiliation import affiliations, department_name_fault
from services.identity.employers.domain.registration import Clerk, TypedEmployer
from services.identity.people.domain.registration import Applicant
from tests.architecture.tree import ROOT

TODAY = date(2022, 9, 28)
CHOICES = {one.key: one for one in affiliations(cities.load(ROOT / "cities").city("xinhai"))}
RIGHT = {
    "employer_name": "新海市环境监测中心",
    "credit_code": "91110000600037341L",
    "legal_representative": "周立新",
    "kind": "public_institution",
}


def test_everything_that_is_wrong_with_a_person_is_told_at_once() -> None:
    typed = {"name": "", "id_number": "330602850315123", "mobile": "0575-85123456", "password": "1234567890"}
    assert set(Applicant.typed(typed).faults(TODAY)) == {"name", "id_number", "mobile", "password", "agreed"}
    assert set(Applicant.typed({}).faults(TODAY)) == {"name", "id_number", "mobile", "password", "agreed"}


def test_everything_that_is_wrong_with_an_employer_and_its_clerk_is_told_at_once() -> None:
    missing = {"clerk_name", "clerk_id_number", "mobile", "login", "password", "agreed"}
    assert set(Clerk.typed({}).faults(TODAY)) == missing
    faults = TypedEmployer.typed({"kind": "club", "department": "elsewhere"}).faults(CHOICES)
    assert set(faults) == {"employer_name", "credit_code", "legal_representative", "kind", "department"}


@pytest.mark.rule("M2.6")
def test_a_department_is_named_in_the_right_form() -> None:
    for name, level in [
        ("示例省生态环境厅", EmployerLevel.PROVINCE),
        ("示例省林业局", EmployerLevel.PROVINCE),
        ("绍兴市生态环境局", EmployerLevel.CITY),
        ("绍兴市生态环境局柯桥分局", EmployerLevel.COUNTY),
        ("诸暨市水利局", EmployerLevel.COUNTY),
    ]:
        assert department_name_fault(name, level) is None
    for name, level in [
        ("示例省生态环境厅人事处", EmployerLevel.PROVINCE),
        ("绍兴市环保", EmployerLevel.CITY),
        ("柯桥区管委会", EmployerLevel.COUNTY),
    ]:
        assert department_name_fault(name, level) is not None


@pytest.mark.rule("M2.6")
def test_every_department_that_a_city_offers_is_named_in_the_right_form() -> None:
    for city in cities.load(ROOT / "cities"):
        for one in affiliations(city):
            assert one.office is None or department_name_fault(one.office.name, one.level) is None


def test_a_place_without_a_department_asks_for_an_hr_agency_and_a_department_s_own_office_is_no_choice() -> (
    None
):
    texts = {one.place: one.office.name if one.office else "" for one in CHOICES.values()}
    assert texts["临港功能区"] == ""
    assert "示例省生态环境厅人事处" not in {one.office.name for one in CHOICES.values() if one.office}
    (key,) = (one.key for one in CHOICES.values() if one.place == "临港功能区")
    assert set(TypedEmployer.typed(RIGHT | {"department": key}).faults(CHOICES)) == {"agency"}
    assert not TypedEmployer.typed(RIGHT | {"department": key, "agency": "新海市人才服务中心"}).faults(
        CHOICES
    )


@pytest.mark.rule("P1.1")
def test_only_a_unit_of_the_province_is_a_provincial_one_or_has_a_committee_of_its_own() -> None:
    of_city = RIGHT | {"department": "ecology"}
    of_province = RIGHT | {"department": "province-ecology"}
    assert set(TypedEmployer.typed(of_city | {"own_committee": "yes"}).faults(CHOICES)) == {"own_committee"}
    assert set(TypedEmployer.typed(of_city | {"kind": "provincial"}).faults(CHOICES)) == {"kind"}
    assert not TypedEmployer.typed(of_province | {"kind": "provincial", "own_committee": "yes"}).faults(
        CHOICES
    )


def test_a_person_s_own_number_is_no_password() -> None:
    typed = {
        "name": "王芳",
        "id_number": "11010519491231002x",
        "mobile": "13800138000",
        "password": "11010519491231002X!",
        "agreed": "yes",
    }
    assert set(Applicant.typed(typed).faults(TODAY)) == {"password"}


def test_what_is_right_has_no_faults() -> None:
    person = {
        "name": "王芳",
        "id_number": "11010519491231002X",
        "mobile": "138 0013 8000",
        "password": "桂花香很远很远很远",
        "agreed": "yes",
    }
    assert Applicant.typed(person | {"password": "桂花香很远很远很远啊"}).faults(TODAY) == {}
    assert set(Applicant.typed(person).faults(TODAY)) == {"password"}
