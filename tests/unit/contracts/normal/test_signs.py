"""Texts keep what is written in them, emoji too."""

import unicodedata

import pytest

from contracts.normal.signs import MOST_MARKS, composed, rare, readable, seen


@pytest.mark.parametrize("text", ["监测👨‍👩‍👧与❤️质控", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "第一行\n第二行\t1", "10⁻³ mg·L⁻¹", "（ＡＢ）"])
def test_what_is_written_stays(text: str) -> None:
    assert readable(text) == text


def test_lookalikes_and_invisible_signs_go() -> None:
    assert readable("\u200b绍兴\ufeff\u2f54务\u202d1\u202c\u00ad\u2ed3江") == "绍兴水务1长江"


@pytest.mark.parametrize(("one", "other"), [("\u0300", "\u0316"), ("\u0f73", "\u0f71"), ("\uff9e", "\u3099")])
def test_no_text_takes_long_to_compose(one: str, other: str) -> None:
    # As they come, half a million marks would be sorted by insertion for some minutes.
    made = composed("NFKC", f"a{one * 250_000}{other * 250_000}b")
    assert len(made) <= 2 * MOST_MARKS + 2
    assert (made[0], made[-1]) in {("a", "b"), ("à", "b")}


def test_as_many_marks_as_anybody_writes_stay() -> None:
    text = "a" + "\u0316\u0301" * (MOST_MARKS // 2) + "か\u3099ệ"
    assert composed("NFC", text) == unicodedata.normalize("NFC", text)


def test_what_papers_may_lack_is_known_before() -> None:
    assert rare("李\U0002ebf0芳\U000323b0\U0002ebf0😀") == "\U0002ebf0\U000323b0"
    assert rare("张\U0002c386李\U00022489王\U00020bb7\u3007") == ""


def test_every_radical_is_an_ideograph() -> None:
    radicals = [
        chr(code) for code in (*range(0x2E81, 0x2E9A), *range(0x2E9B, 0x2EF4), *range(0x2F00, 0x2FD6))
    ]
    assert all(unicodedata.name(seen(one)).startswith("CJK UNIFIED IDEOGRAPH") for one in radicals)
