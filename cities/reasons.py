"""Why an office returns or refuses a declaration: the city's catalogue (E4.2, E4.3, B3.1, B3.2)."""

from collections import Counter
from collections.abc import Collection, Iterator
from typing import Literal, get_args

from pydantic import Field

from cities.rows import Row, Slug

# What an office examines, item by item; every office examines those of `EVERYBODY`.
Item = Literal[
    "basic",
    "records",
    "form",
    "attachments",
    "photo",
    "seniority",
    "appraisal",
    "education",
    "post_fit",
]
ITEMS: tuple[str, ...] = get_args(Item)
EVERYBODY = ("basic", "records", "form", "attachments", "photo")
Verdict = Literal["returned", "refused"]


class Reason(Row):
    """One reason: where it belongs, which decisions it gives, what an applicant does about a return."""

    code: Slug
    words: str = Field(min_length=1, max_length=60)
    item: Item
    verdicts: tuple[Verdict, ...] = Field(min_length=1)
    remedy: str = Field(default="", max_length=500)


class ReasonsFile(Row):
    """reasons.toml."""

    reason: tuple[Reason, ...]


def reason_faults(reasons: Collection[Reason]) -> Iterator[tuple[str, str]]:
    """Walk through what is wrong: no code twice, a way to mend what is returned, no item left out."""
    for code, count in Counter(reason.code for reason in reasons).items():
        if count > 1:
            yield "reason", f"“{code}”出现了 {count} 次，请只保留一处"
    for number, reason in enumerate(reasons, 1):
        if "returned" in reason.verdicts and not reason.remedy:
            yield f"reason[{number}].remedy", "可以退回的理由应写明申报人怎么办，请补充"
    returned = {reason.item for reason in reasons if "returned" in reason.verdicts}
    for item in ITEMS:
        if item not in returned:
            yield "reason", f"审查项目“{item}”没有可以退回的理由，请至少补充一个"
    if not any("refused" in reason.verdicts and reason.item in EVERYBODY for reason in reasons):
        yield "reason", f"没有各单位都能使用的不通过理由（{'、'.join(EVERYBODY)} 之一），请至少补充一个"
