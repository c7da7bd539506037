"""Texts that an office may start from when it says why it passes, returns or refuses (E4.2–E4.4)."""

from collections import Counter
from collections.abc import Collection, Iterator
from typing import Literal

from pydantic import Field

from cities.reasons import Item
from cities.rows import Row, Slug

Verdict = Literal["passed", "returned", "refused"]
Role = Literal["employer", "department", "hr", "committee"]
LEAST = {"passed": 10, "returned": 5, "refused": 5}  # characters that a decision needs


class Opinion(Row):
    """One text; one for a return is about an item. Without roles every office is offered it."""

    code: Slug
    name: str = Field(min_length=1, max_length=30)
    verdict: Verdict
    text: str = Field(min_length=1, max_length=1000)
    item: Item | None = None
    roles: tuple[Role, ...] = ()

    @property
    def place(self) -> str:
        """The field of the decision that it is for."""
        return {"passed": "opinion", "refused": "reason_refused"}.get(self.verdict, f"text-{self.item}")


class OpinionsFile(Row):
    """opinions.toml."""

    opinion: tuple[Opinion, ...] = ()


def opinion_faults(opinions: Collection[Opinion]) -> Iterator[tuple[str, str]]:
    """Walk through what is wrong: no code or text twice, an item for a return alone, no text too short."""
    for code, count in Counter(one.code for one in opinions).items():
        if count > 1:
            yield "opinion", f"“{code}”出现了 {count} 次，请只保留一处"
    for (_, text), count in Counter((one.place, one.text) for one in opinions).items():
        if count > 1:
            yield "opinion", f"同一处有 {count} 条内容相同的意见（{text[:20]}），请只保留一处"
    for number, one in enumerate(opinions, 1):
        place = f"opinion[{number}]"
        if one.verdict == "returned" and one.item is None:
            yield f"{place}.item", "退回的意见应写明是哪个审查项目的，请补充"
        if one.verdict != "returned" and one.item is not None:
            yield f"{place}.item", "只有退回的意见分审查项目，请删除"
        if len(one.text) < LEAST[one.verdict]:
            yield f"{place}.text", f"意见过短，至少 {LEAST[one.verdict]} 个字，请补充"
