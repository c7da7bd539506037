import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.declaration.drafting.domain.counting import as_written, count_characters


@pytest.mark.rule("A6.1")
@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("述职", 2),
        ("主持项目3项，获奖。", 10),
        ("PM2.5", 5),
        ("👨‍👩‍👧‍👦", 1),
        ("👍🏽", 1),
        ("🇨🇳🇨🇳", 2),
        ("❤️", 1),
        ("e\u0301", 1),
        ("\u1112\u1161\u11ab", 1),
        ("𠮷", 1),
        ("葛\U000e0100", 1),
    ],
)
def test_a_character_is_what_a_person_sees(text: str, count: int) -> None:
    assert count_characters(text) == count


@pytest.mark.rule("A6.1")
@pytest.mark.parametrize(
    "white", [" ", "\u3000", "\t", "\n", "\r\n", "\r", "\u2028", "\u00a0", "\u200b", "\ufeff"]
)
def test_white_space_and_line_ends_count_nothing(white: str) -> None:
    assert count_characters(f"甲{white}乙{white}{white}") == 2


@pytest.mark.rule("A6.1")
def test_what_looks_the_same_counts_the_same() -> None:
    assert count_characters("é") == count_characters("e\u0301") == 1
    assert as_written("e\u0301\r\n") == "é\n"


def test_nothing_unprintable_is_kept() -> None:
    assert as_written("甲\x00乙\x1b\t丙\ud800\n") == "甲乙\t丙\n"


@given(st.text())
def test_counting_never_fails_and_never_exceeds_the_code_points(text: str) -> None:
    assert 0 <= count_characters(text) <= len(as_written(text))


@given(st.text(), st.text(alphabet=" \t\n\u3000"))
def test_blanks_at_the_end_change_nothing(text: str, white: str) -> None:
    assert count_characters(text + white) == count_characters(text)
