"""What is declared otherwise than verified is told to every reader of what is sealed, with the reason."""

from dataclasses import replace

import pytest

from contracts.sections.blocks import Block
from contracts.sections.entries import Entry, value_of
from contracts.sections.parts import DIFFERENT, Part, blocks_of
from contracts.sections.verified import TAKEN, differences, sealed_facts, verified_of
from services.archive.kinds.domain.basic import BASIC
from tests.unit.sections.written import submitted


def different(**changes: str | int) -> Block | None:
    """What readers are told of a declaration that says what was verified but for these."""
    told = submitted()
    facts = sealed_facts(told.archive.basic)
    same = {name: getattr(facts, name) for name in TAKEN}
    section = told.declaration
    declared = replace(section.declared, **{**same, **changes})
    changed = replace(section, declared=declared, difference="证书有更正")
    blocks = blocks_of(replace(told, declaration=changed))[Part.DECLARED]
    return next((block for block in blocks if block.heading == DIFFERENT), None)


def test_what_is_the_same_is_told_of_nobody() -> None:
    assert different() is None


@pytest.mark.parametrize(
    ("changes", "label", "said"),
    [
        ({"current_title_on": "201801"}, "取得时间", ("申报：2018年1月", "已核验：2017年12月")),
        ({"appointed_on": ""}, "聘任时间", ("申报：无", "已核验：2018年1月")),
        ({"years": 12}, "专业工作年限", ("申报：12 年", "已核验：11 年")),
    ],
)
def test_each_difference_is_told_with_both_values_and_the_reason(
    changes: dict[str, str | int], label: str, said: tuple[str, str]
) -> None:
    block = different(**changes)
    assert block
    assert [(entry.label, entry.value) for entry in block.entries] == [
        (label, said),
        ("不同的原因", "证书有更正"),
    ]


def test_a_difference_without_a_reason_says_so() -> None:
    told = submitted()
    declared = replace(told.declaration.declared, years=1)
    section = replace(told.declaration, declared=declared, difference="")
    block = blocks_of(replace(told, declaration=section))[Part.DECLARED][-1]
    assert value_of(block.entries, "difference") == "没有说明"


def test_everything_that_is_taken_is_asked_in_the_basic_information() -> None:
    assert all(BASIC.field(code) for code in TAKEN.values())
    facts = verified_of({"specialty": "环境监测", "years": 3})
    assert (facts.current_title, facts.current_title_on) == ("无", "")
    assert not differences(
        facts,
        sealed_facts(
            [Entry(code="specialty", label="", value="环境监测"), Entry(code="years", label="", value=3)]
        ),
    )
