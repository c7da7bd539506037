from datetime import date

from services.identity.domain.registration import Applicant, Clerk, TypedEmployer

TODAY = date(2022, 9, 28)


def test_everything_that_is_wrong_with_a_person_is_told_at_once() -> None:
    typed = {"name": "", "id_number": "330602850315123", "mobile": "0575-85123456", "password": "1234567890"}
    assert set(Applicant.typed(typed).faults(TODAY)) == {"name", "id_number", "mobile", "password"}
    assert set(Applicant.typed({}).faults(TODAY)) == {"name", "id_number", "mobile", "password"}


def test_everything_that_is_wrong_with_an_employer_and_its_clerk_is_told_at_once() -> None:
    assert set(Clerk.typed({}).faults()) == {"clerk_name", "mobile", "login", "password"}
    faults = TypedEmployer.typed({"kind": "club", "department": "elsewhere"}).faults({"ecology"})
    assert set(faults) == {"employer_name", "credit_code", "kind", "department"}


def test_a_person_s_own_number_is_no_password() -> None:
    typed = {
        "name": "王芳",
        "id_number": "11010519491231002x",
        "mobile": "13800138000",
        "password": "11010519491231002X!",
    }
    assert set(Applicant.typed(typed).faults(TODAY)) == {"password"}


def test_what_is_right_has_no_faults() -> None:
    person = {
        "name": "王芳",
        "id_number": "11010519491231002X",
        "mobile": "138 0013 8000",
        "password": "桂花香很远很远很远",
    }
    assert Applicant.typed(person | {"password": "桂花香很远很远很远啊"}).faults(TODAY) == {}
    assert set(Applicant.typed(person).faults(TODAY)) == {"password"}
