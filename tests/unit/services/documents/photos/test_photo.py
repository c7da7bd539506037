"""A photo on record under a rule that came after it."""

from dataclasses import replace
from datetime import datetime
from fractions import Fraction

import pytest

from kit.clock import SHANGHAI
from kit.ids import new_id
from services.documents.photos.domain.photo import Photo
from services.documents.photos.domain.rules import PhotoRule
from services.documents.photos.imaging.checks import check_photo
from tests.unit.services.documents.portraits import portrait

DATA = portrait(480, 640)
RULE = PhotoRule()


def on_record() -> Photo:
    return Photo(
        id=new_id(),
        person_id=new_id(),
        city="shaoxing",
        source="upload",
        fingerprint="f",
        blob_key="photos/f",
        width=480,
        height=640,
        bytes=len(DATA),
        checks=check_photo(DATA),
        offered_at=datetime(2022, 7, 4, 9, tzinfo=SHANGHAI),
    )


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        (RULE, []),
        (replace(RULE, min_bytes=1024, min_width=100, min_ratio=Fraction(1, 2)), []),
        (replace(RULE, max_bytes=len(DATA)), ["A4.3"]),
        (replace(RULE, max_bytes=len(DATA) + 1, min_width=479, min_height=639), []),
        (replace(RULE, min_width=480), ["A4.4"]),
        (replace(RULE, max_ratio=Fraction(74, 100)), ["A4.5"]),
        (
            replace(RULE, max_bytes=len(DATA), min_height=640, min_ratio=Fraction(76, 100)),
            ["A4.3", "A4.4", "A4.5"],
        ),
    ],
)
def test_what_its_measures_do_not_fulfil_is_told_as_a_look_at_the_photo_itself_would(
    rule: PhotoRule, wrong: list[str]
) -> None:
    told = on_record().held_against(rule)
    assert [check.rule for check in told if not check.ok] == wrong
    anew = check_photo(DATA, rule)
    assert [check for check in told if not check.ok] == [check for check in anew if not check.ok]
    assert [check.rule for check in told] == [check.rule for check in anew]
