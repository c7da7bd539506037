"""What is written at length: its normal form, and whether it is longer than it may be."""

from services.declaration.drafting.domain.counting import count_characters

# A 字 with all its accents, or the largest emoji there is, needs less; more is blanks or stacked marks.
BYTES_PER_CHARACTER = 64


def essay(text: str) -> str:
    """Without the blanks at the ends, of the whole and of each line."""
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))


def essay_fault(text: str, limit: int, label: str) -> str | None:
    """How much longer it is than it may be."""
    count = count_characters(text)
    if count > limit:
        return f"{label}最多 {limit} 字，现为 {count} 字，请删减 {count - limit} 字"
    if len(text.encode()) > limit * BYTES_PER_CHARACTER:
        return f"{label}含有过多的空白或叠加符号，请删除后重新填写"
    return None
