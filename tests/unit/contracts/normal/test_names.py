"""One form for what is one name, whatever a keyboard, a PDF or a spreadsheet made of it."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.normal.names import (
    employer_name,
    employer_name_fault,
    has_part,
    is_same_person_name,
    person_name,
    person_name_fault,
    said,
    searched,
)

VALUES = {
    name: one["value"]
    for name, one in json.loads(Path(__file__).with_name("values.json").read_text(encoding="utf-8")).items()
}
DOTS = "\u00b7\u2022\u2027\u22c5\u2219\u0387\u30fb\uff65\uff0e\ufe52\u2024.\u3002\uff61\u25cf\u2e31"


@pytest.mark.parametrize("dot", DOTS)
def test_every_dot_in_a_chinese_name_is_the_same_dot(dot: str) -> None:
    for written in (f" 阿卜杜拉{dot}买买提 ", f"阿卜杜拉 {dot} 买买提", f"阿卜杜拉\u3000{dot}买买提\u200b"):
        name = person_name(written)
        assert name == "阿卜杜拉\u00b7买买提"
        assert person_name_fault(name) is None


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (VALUES["name_apostrophe"], "O'CONNOR PATRICK"),
        (VALUES["name_typographic_apostrophe"], "O'CONNOR PATRICK"),
        ("O\u02bcCONNOR  PATRICK", "O'CONNOR PATRICK"),
        ("O\uff07CONNOR\u00a0PATRICK", "O'CONNOR PATRICK"),
        ("'T HOOFT GERARD", "'T HOOFT GERARD"),
        (VALUES["name_hyphen"], "SMITH-JONES ANNA"),
        ("SMITH\u2013JONES ANNA", "SMITH-JONES ANNA"),
        (VALUES["name_comma"], "SMITH, JOHN"),
        ("SMITH， JOHN", "SMITH, JOHN"),
        (VALUES["name_initial"], "JOHN J. SMITH"),
        ("ＪＯＨＮ\u3000ＳＭＩＴＨ", "JOHN SMITH"),
        ("MÜLLER JÜRGEN", "MÜLLER JÜRGEN"),
        ("MU\u0308LLER JU\u0308RGEN", "MÜLLER JÜRGEN"),
        ("NGUYỄN VĂN AN", "NGUYỄN VĂN AN"),
        ("王 Anna", "王 Anna"),
    ],
)
def test_what_the_card_of_a_foreigner_shows_can_be_typed(written: str, name: str) -> None:
    assert person_name(written) == name
    assert person_name_fault(name) is None


@pytest.mark.parametrize(
    "blank", [" ", "\u3000", "  ", "\u00a0", "\t", "\r\n", "\u2003", "\u200b", "\ufeff", "\u3164"]
)
def test_a_blank_between_ideographs_only_lines_names_up(blank: str) -> None:
    assert person_name(f"张{blank}三") == "张三"
    assert person_name(VALUES["name_wide_blank"]) == "张三"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (VALUES["name_rare_2c386"], "张\U0002c386"),
        (VALUES["name_rare_22489"], "李\U00022489"),
        (VALUES["name_rare_control_20bb7"], "王\U00020bb7"),
        (VALUES["name_zero_3007"], "李\u3007"),
        ("张\U0002ebf0", "张\U0002ebf0"),  # Extension I, which Python's tables do not know yet
        ("张\U000323b0", "张\U000323b0"),  # Extension J
        (VALUES["name_kangxi_2fbc"], "高山"),
        ("\u2ee2建国", "马建国"),
        ("\u2ed3江", "长江"),
        ("张\uf9d1", "张六"),  # a compatibility ideograph
        ("葛\U000e0100明", "葛明"),  # with a variation selector
        ("王\ue863芳", "王\ue863芳"),
        ("张\ue843", "张\u9fb9"),  # of GBK's private area
        ("王芳\u202e", "王芳"),
    ],
)
def test_rare_ideographs_are_names_and_lookalikes_become_them(written: str, name: str) -> None:
    assert person_name(written) == name
    assert (person_name_fault(name) is None) == ("\ue863" not in name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "王",
        "王芳1",
        "<王芳>",
        "王" * 51,
        "王，芳",
        "王'芳",
        "··",
        "A",
        "-'",
        "JOHN_SMITH",
        "王芳😀",
        "\u200b",
    ],
)
def test_names_that_nobody_has(name: str) -> None:
    assert person_name_fault(person_name(name)) is not None


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("欧阳喆昇", "欧阳"),
        ("欧阳喆昇", " 欧 阳 "),
        ("王五", "王 五"),
        ("阿依古丽·买买提", "古丽•买"),
        ("阿依古丽·买买提", "古丽．买"),
        ("ALICE MARY SMITH", "mary smith"),
        ("ALICE MARY SMITH", "ａｌｉｃｅ"),
        ("王五", ""),
    ],
)
def test_who_is_looked_for_by_a_part_of_a_name_is_found(name: str, typed: str) -> None:
    assert has_part(name, typed)
    assert not has_part(name, "赵")


def test_a_name_is_the_same_however_it_is_signed() -> None:
    assert is_same_person_name("阿卜杜拉·买买提", "阿卜杜拉\u2022 买买提")
    assert is_same_person_name("O'CONNOR PATRICK", "o\u2019connor  patrick")
    assert is_same_person_name("张三", "张\u3000三\u200b")
    assert not is_same_person_name("张三", "张四")
    assert not is_same_person_name("阿卜杜拉·买买提", "阿卜杜拉买买提")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (VALUES["employer_kangxi_2f54"], "绍兴市水务集团有限公司"),
        (VALUES["employer_radical_2ed3"], "绍兴市长江水务有限公司"),
        (VALUES["employer_wide_brackets"], "杭州某某（绍兴）环保有限公司"),
        (VALUES["employer_narrow_brackets"], "杭州某某（绍兴）环保有限公司"),
        (" 绍兴市 水务\u3000集团有限公司\u200b", "绍兴市水务集团有限公司"),
        ("３Ｍ中国有限公司", "3M中国有限公司"),
        ("绍兴\U0002ebf0水务有限公司", "绍兴\U0002ebf0水务有限公司"),
        ("阿里\u2022云（绍兴）有限公司", "阿里·云（绍兴）有限公司"),
    ],
)
def test_an_employer_has_one_name(written: str, name: str) -> None:
    assert employer_name(written) == name
    assert employer_name_fault(name) is None


@pytest.mark.parametrize("name", ["", "水务", "Water Works Ltd", "水" * 101])
def test_what_is_no_employer_s_name(name: str) -> None:
    assert employer_name_fault(employer_name(name)) is not None


@pytest.mark.parametrize(
    "typed",
    [
        "某某(绍兴)",
        "某某（绍兴）",
        "某某 绍兴",
        "某某绍兴",
        "绍兴 某某",
        "某某\u3000【绍兴】",
        "某某\u200b绍兴",
        "杭州某某·绍兴",
    ],
)
def test_brackets_and_blanks_make_no_difference_when_an_employer_is_looked_for(typed: str) -> None:
    name = said(VALUES["employer_wide_brackets"])
    assert all(word in name for word in searched(typed))
    assert searched(typed)


def test_letters_are_found_in_small_ones_and_wide_ones() -> None:
    assert searched("3m") == searched("３Ｍ") == ["3m"]
    assert "3m" in said("3M中国有限公司")
    assert searched("（ ）·") == []


@given(st.text(max_size=40))
def test_a_normal_name_stays_as_it_is(text: str) -> None:
    assert person_name(person_name(text)) == person_name(text)
    assert employer_name(employer_name(text)) == employer_name(text)
