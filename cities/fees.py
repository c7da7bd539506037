"""Fees: what may be charged, and the document that allows it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pydantic import Field

from cities.rows import Row, Text, TitleLevel

# What the province's standard knows: of the committee that decides, and of a mid-level one that recommends
# (中推高评审费).
RECOMMENDATION = "评审推荐费"
ITEMS = ("评审费", RECOMMENDATION)
# What an office that has this duty charges; without an item the plan's own.
CHARGES: Mapping[str, str] = {"charge": "", "charge_recommendation": RECOMMENDATION}
FREE = "不收费"  # what a plan says whose committee charges nothing


class Fee(Row):
    """One item of the fee standard, for one person."""

    item: Text
    title: TitleLevel
    amount_fen: int = Field(gt=0, le=1_000_000)
    basis: Text


class FeesFile(Row):
    """fees.toml."""

    fee: tuple[Fee, ...]


def fee_for(fees: Sequence[Fee], item: str, title: TitleLevel) -> Fee | None:
    """Find an item of the standard for a level of title."""
    return next((fee for fee in fees if (fee.item, fee.title) == (item, title)), None)


def fee_faults(
    fees: Sequence[Fee], wanted: Iterable[tuple[str, str, TitleLevel]]
) -> Iterator[tuple[str, str]]:
    """Walk through what is wrong: no item of their own (B2.1), none twice, what each plan wants there."""
    for item in sorted({fee.item for fee in fees} - set(ITEMS)):
        yield "fee", f"不得收取“{item}”：只能收取{'、'.join(ITEMS)}，请删除"
    for (item, title), count in Counter((fee.item, fee.title) for fee in fees).items():
        if count > 1:
            yield "fee", f"{title}“{item}”出现了 {count} 次，请只保留一处"
    for plan, item, title in wanted:
        if item != FREE and fee_for(fees, item, title) is None:
            yield "fee", f"缺少{title}“{item}”（计划 {plan} 需要），请补上"
