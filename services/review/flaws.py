"""What is wrong with something that was typed: the field, and what to do about it."""

from typing import NamedTuple


class Flaw(NamedTuple):
    """One thing that is wrong."""

    field: str
    message: str


def length_flaw(field: str, text: str, lengths: range, label: str, example: str) -> list[Flaw]:
    """A flaw when a text is missing, too short or too long."""
    if not text:
        return [Flaw(field, f"请填写{label}，{example}")]
    if len(text) < lengths.start:
        return [Flaw(field, f"{label}过于简单，至少 {lengths.start} 个字，{example}")]
    if len(text) >= lengths.stop:
        return [Flaw(field, f"{label}最多 {lengths.stop - 1} 个字，现有 {len(text)} 个字，请精简")]
    return []
