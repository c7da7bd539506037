"""An invitation: how long it lives, what of it is signed (X1.1)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from kit.clock import SHANGHAI
from kit.ids import new_id
from services.declaration.experts.domain.achievements import Taken
from services.declaration.experts.domain.invitations import (
    MOST_FAILURES,
    OPINION,
    PERSON,
    Invitation,
    Reading,
    digest,
    expires,
)
from services.declaration.experts.domain.opinions import pending, read, read_person, signings
from tests.unit.services.declaration.experts.test_achievements import PROJECT
from tests.unit.services.declaration.experts.test_opinions import NOW, asked
from tests.unit.services.declaration.opinions import FIRST, SECOND

pytestmark = pytest.mark.rule("X1.1")
READING = Reading(
    applicant="王志远",
    unit="绍兴市环境监测站",
    plan="计划",
    title_applied="工程师",
    category="监测与分析",
    landmark="建成走航监测系统。",
    statement="愿意推荐。",
)
ANSWERS = {name: SECOND[f"{name}-2"] for name in (*PERSON, *OPINION)}
LINK = Invitation(
    id=new_id(),
    version=1,
    city="shaoxing",
    declaration_id=new_id(),
    number=2,
    answers=ANSWERS,
    applicant="王志远",
    sent_at=NOW,
    expires_at=expires(NOW, 7),
)


def test_a_link_lives_to_the_end_of_its_last_day() -> None:
    assert expires(datetime(2022, 8, 1, 23, 59, tzinfo=SHANGHAI), 7) == datetime(2022, 8, 9, tzinfo=SHANGHAI)
    assert LINK.is_open(LINK.expires_at - timedelta(seconds=1))
    assert not LINK.is_open(LINK.expires_at)
    assert not replace(LINK, failures=MOST_FAILURES).is_open(NOW)
    assert not replace(LINK, ended_at=NOW).is_open(NOW)
    assert not replace(LINK, signed_at=NOW).is_open(NOW)


def test_what_it_waits_for_is_told_until_it_is_signed() -> None:
    assert pending(LINK, NOW) == "等待沈丽填写并签名，链接在 2022年8月8日 24:00 前有效"
    assert "链接已过期" in pending(LINK, LINK.expires_at)
    assert "已作废" in pending(replace(LINK, failures=MOST_FAILURES), NOW)
    assert not pending(replace(LINK, signed_at=NOW), LINK.expires_at)


@pytest.mark.parametrize("field", [*PERSON, *OPINION])
def test_whatever_of_the_opinion_changes_is_signed_anew(field: str) -> None:
    assert digest(READING, {**ANSWERS, field: "别的"}) != digest(READING, ANSWERS)


@pytest.mark.parametrize("field", vars(READING))
def test_whatever_of_what_was_read_changes_is_signed_anew(field: str) -> None:
    other: Any = (Taken(record=PROJECT),) if field == "achievements" else "别的"
    changed = replace(READING, **{field: other})
    assert digest(changed, ANSWERS) != digest(READING, ANSWERS)


def test_an_opinion_by_link_stands_beside_a_typed_one_and_is_not_typed_over() -> None:
    signed = replace(LINK, signed_at=NOW, signature_sha256="5" * 64, picture="<svg/>", device="手机（微信）")
    typed = {**FIRST, **SECOND, "name-2": "周敏", "score-2": "1"}

    found, faults = read(typed, asked(), {2: signed})

    assert not faults
    assert [(one.name, one.score) for one in found] == [("陈国平", "92.5"), ("沈丽", "100")]
    assert found[1].signed_on == NOW.date()
    (told,) = signings(asked(), {2: signed})
    assert (told.expert, told.signed_at, told.sha256) == (2, "2022-08-01 12:00:00", "5" * 64)


def test_without_the_signature_an_opinion_is_none() -> None:
    found, faults = read({**FIRST, **SECOND}, asked(), {2: LINK})
    assert not found
    assert [fault.field for fault in faults] == ["expert-2"]
    assert not signings(asked(), {2: LINK})


def test_an_expert_is_held_against_the_other_one_and_the_applicant_s_number() -> None:
    _, same = read_person({**FIRST, "mobile-1": "13905750002"}, asked(), 1, {2: LINK})
    own, wrong = read_person(FIRST, asked(is_own_mobile=lambda mobile: mobile == "13805710001"), 1)

    assert [fault.field for fault in same] == ["mobile-1"]
    assert "申报人自己的手机号码" in wrong[0].message
    assert own["mobile"] == "13805710001"
