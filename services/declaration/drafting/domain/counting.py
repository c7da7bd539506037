"""Counting 字 as a person would (A6.1)."""

import unicodedata

import regex

from contracts.normal.signs import composed, readable

_CLUSTER = regex.compile(r"\X")
_LINE_END = regex.compile(r"\r\n?|\u2028|\u2029")
_UNPRINTABLE = regex.compile(r"[\p{Cc}\p{Cs}--[\n\t]]", regex.V1)

# Whole clusters that nobody sees: controls, formatting marks, separators.
_INVISIBLE = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})


def as_written(text: str) -> str:
    """One form for what looks the same: NFC, plain line ends, no radicals, nothing that is not seen."""
    return composed("NFC", readable(_UNPRINTABLE.sub("", _LINE_END.sub("\n", text))))


def count_characters(text: str) -> int:
    """How many 字 a person counts in a text.

    One grapheme cluster is one: a Chinese character, a letter or digit, a punctuation mark, a letter with all
    its accents, an emoji with all its parts. White space of every kind (blanks, full-width blanks, tabs, line
    ends, zero-width marks) counts nothing: nobody counts what is not written, and laying a text out in
    paragraphs must not cost its author words.
    """
    return sum(_is_seen(cluster) for cluster in _CLUSTER.findall(as_written(text)))


def _is_seen(cluster: str) -> bool:
    return any(unicodedata.category(character) not in _INVISIBLE for character in cluster)
