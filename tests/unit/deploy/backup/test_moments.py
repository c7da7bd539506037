"""A backup says of which moments its parts are, if they do not belong together."""

from datetime import UTC, datetime, timedelta

import pytest

from deploy.backup.folder import FORM, Manifest
from deploy.backup.moments import APART, moment_of, warnings

AT = datetime(2026, 3, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def a_manifest(**minutes: float) -> Manifest:
    told = {"workflows": 0.0, "databases": 1.0, "objects": 2.0, **minutes}
    moments = {name.replace("_", "."): AT + MINUTE * at for name, at in told.items()}
    return Manifest(form=FORM, moments={"begun": AT, **moments}, versions={}, counts={})


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        ({}, []),
        ({"objects": APART / MINUTE}, []),
        ({"objects": APART / MINUTE + 0.5}, ["10.5 minutes apart, more than 10.0"]),
        ({"workflows": 3}, ["workflows are 2.0 minutes later than databases: they go back"]),
        (
            {"workflows": 1, "databases_payment": -2},
            ["workflows are 3.0 minutes later than databases.payment"],
        ),
        ({"objects": 0.5}, ["objects are 0.5 minutes earlier"]),
        ({"databases_review": -20}, ["22.0 minutes apart", "later than databases.review"]),
    ],
)
def test_parts_that_lie_apart_or_in_another_order_are_told_of(
    minutes: dict[str, float], said: list[str]
) -> None:
    found = list(warnings(a_manifest(**minutes)))
    assert len(found) == len(said)
    assert all(words in line for words, line in zip(said, found, strict=True))


def test_a_database_is_of_the_moment_of_all_unless_it_has_its_own() -> None:
    manifest = a_manifest(databases_payment=-2)
    assert moment_of(manifest, "payment") == AT - 2 * MINUTE
    assert moment_of(manifest, "review") == AT + MINUTE
