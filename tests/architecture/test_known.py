"""A column that holds a word of the contracts takes each of them: otherwise the first such case fails."""

import re
from collections.abc import Iterable
from enum import StrEnum

import pytest

from contracts.application import Status, Verdict
from contracts.clock import DeadlineKind, HoldKind
from contracts.results import Outcome
from tests.architecture.tree import read

CHECK = r"CONSTRAINT {name} CHECK \(\(\w+ = ANY \(ARRAY\[(.*?)\]\)\)\)"
WORD = re.compile(r"'(\w+)'::text")
# service, constraint → the words that may be written there.
CONSTRAINTS: dict[tuple[str, str], type[StrEnum]] = {
    ("declaration", "declarations_status_known"): Status,
    ("declaration", "deadlines_kind_known"): DeadlineKind,
    ("declaration", "holds_kind_known"): HoldKind,
    ("review", "decisions_verdict_known"): Verdict,
    ("review", "results_outcome_known"): Outcome,
}


def unknown(schema: str, name: str, words: Iterable[str]) -> set[str]:
    """Words that this constraint refuses."""
    found = re.search(CHECK.format(name=name), schema)
    return set(words) - set(WORD.findall(found[1] if found else ""))


@pytest.mark.parametrize(("service", "name"), CONSTRAINTS)
def test_a_column_takes_every_word_that_the_contracts_have_for_it(service: str, name: str) -> None:
    schema = read(f"services/{service}/schema.sql").text
    assert not unknown(schema, name, map(str, CONSTRAINTS[service, name]))


def test_a_word_that_the_database_refuses_is_caught() -> None:
    schema = "    CONSTRAINT fees_state_known CHECK ((state = ANY (ARRAY['open'::text, 'paid'::text])))"
    assert not unknown(schema, "fees_state_known", ["open", "paid"])
    assert unknown(schema, "fees_state_known", ["paid", "lapsed"]) == {"lapsed"}
    assert unknown(schema, "fees_kind_known", ["paid"]) == {"paid"}
