"""The people of a demo have numbers that the platform accepts, and nobody's."""

import random
from datetime import date

import pytest
from stdnum.cn import ric, uscc

import cities
from contracts.normal.numbers import is_mobile
from deploy.demo.cast import Cast, mobile
from deploy.simulators.sms_centre.sent import UNREACHABLE
from services.identity.employers.domain.affiliation import affiliations
from services.identity.employers.domain.registration import Clerk, TypedEmployer
from services.identity.people.domain.registration import Applicant
from tests.architecture.tree import ROOT


def cast_of(seed: int) -> Cast:
    return Cast(random.Random(seed))  # noqa: S311 - drawn again and again, on purpose the same


CASTS = [cast_of(seed) for seed in range(200)]


def test_every_number_passes_its_checksum() -> None:
    for cast in CASTS:
        number = cast.applicant_id_number
        assert ric.calc_check_digit(number) == number[-1]
        assert uscc.is_valid(cast.credit_code)


@pytest.mark.parametrize("cast", CASTS[:20])
def test_the_platform_finds_no_fault_with_them(cast: Cast) -> None:
    applicant = Applicant(
        name=cast.applicant_name,
        id_number=cast.applicant_id_number,
        mobile=cast.applicant_mobile,
        password=cast.password,
        agreed="yes",
    )
    clerk = Clerk(
        name=cast.clerk_name,
        id_number=cast.clerk_id_number,
        mobile=cast.clerk_mobile,
        login=cast.clerk_login,
        password=cast.password,
        agreed="yes",
    )
    employer = TypedEmployer(
        name=cast.employer_name,
        credit_code=cast.credit_code,
        legal_representative=cast.representative_name,
        kind="enterprise",
        affiliation="ecology",
        agency="",
        own_committee=False,
    )

    assert not applicant.faults(date(2022, 9, 28))
    assert not clerk.faults(date(2022, 9, 28))
    shaoxing = cities.load(ROOT / "cities").city("shaoxing")
    assert not employer.faults({one.key: one for one in affiliations(shaoxing)})


def test_the_same_dice_draw_the_same_people_and_others_draw_others() -> None:
    assert cast_of(7).private == cast_of(7).private
    assert len({cast.applicant_id_number for cast in CASTS}) == len(CASTS)
    assert len({cast.password for cast in CASTS}) == len(CASTS)


def test_what_is_private_names_the_people_and_their_numbers() -> None:
    cast = CASTS[0]

    assert set(cast.private) == {
        cast.clerk_name,
        cast.clerk_id_number,
        cast.clerk_mobile,
        cast.applicant_name,
        cast.applicant_id_number,
        cast.applicant_mobile,
        cast.expert_mobile,
    }


def test_every_mobile_is_one_that_messages_reach() -> None:
    least = mobile(Lowest())
    assert is_mobile(least)
    assert not least.endswith(UNREACHABLE)


class Lowest(random.Random):
    """Dice that always fall on the least."""

    def randint(self, a: int, b: int) -> int:
        """The least."""
        return min(a, b)
