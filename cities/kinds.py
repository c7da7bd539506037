"""The ways to declare (申报方式) that a plan offers, and what each of them asks for besides."""

from collections.abc import Iterator, Sequence
from typing import Annotated, get_args

from pydantic import Field

from cities.rows import Row, Slug, Text, TitleLevel

LANDMARK = "landmark"  # 标志性业绩直接申报
SELF_ASSESSMENT = "self-assessment"  # 自评申报
# What the platform knows how to treat; what a kind is called is the plan's affair.
KNOWN = ("regular", "transfer", LANDMARK, SELF_ASSESSMENT)
LEVELS: tuple[TitleLevel, ...] = get_args(TitleLevel)  # from the lowest
Limit = Annotated[int, Field(gt=0, le=10_000)]


class Experts(Row):
    """What is asked of the two experts who recommend the applicant (X1.1)."""

    level: TitleLevel  # the lowest of their own titles
    of_another_unit: bool  # whether people of the applicant's unit are refused
    reason_limit: Limit  # 字 of the reason
    statement: Text  # what they sign; {name} is the applicant's
    link_days: int = Field(default=7, ge=1, le=60)  # how long the link lives that is sent to them

    @property
    def levels(self) -> tuple[TitleLevel, ...]:
        """The levels that their titles may have."""
        return LEVELS[LEVELS.index(self.level) :]


class Kind(Row):
    """A way to declare, with the options that may be ticked."""

    slug: Slug
    name: Text
    options: tuple[Text, ...] = ()
    skilled: Text | None = None  # the one of the options by which a skilled worker declares (A6.5)
    minimum_score: int | None = Field(default=None, ge=0, le=100)
    landmark_limit: Limit | None = None  # 字 in which the landmark achievement is described (A6.3)
    interviewed: bool = False  # 面试答辩: one copy more, and one paper on paper (M1.3, M1.4)
    experts: Experts | None = None  # two of them recommend the applicant (A6.3, X1.1)


def kind_faults(kinds: Sequence[Kind]) -> Iterator[tuple[str, str]]:
    """Walk through what is wrong with the kinds of a plan."""
    for number, kind in enumerate(kinds, 1):
        place = f"kind[{number}]"
        if kind.slug not in KNOWN:
            yield f"{place}.slug", f"“{kind.slug}”不是申报方式，只能是 {'、'.join(KNOWN)}，请改正"
        if kind.skilled is not None and kind.skilled not in kind.options:
            yield f"{place}.skilled", f"“{kind.skilled}”不在 options 中，请补上或删除"
        if (kind.slug == LANDMARK) != (kind.landmark_limit is not None):
            yield f"{place}.landmark_limit", f"申报方式 {LANDMARK} 须写明标志性业绩的字数，其他申报方式不写"
        if (kind.slug == LANDMARK) != (kind.experts is not None):
            yield f"{place}.experts", f"申报方式 {LANDMARK} 须写明对推荐专家的要求，其他申报方式不写"
        if (kind.slug == SELF_ASSESSMENT) != (kind.minimum_score is not None):
            yield f"{place}.minimum_score", f"申报方式 {SELF_ASSESSMENT} 须写明最低自评分，其他申报方式不写"
        if kind.experts and kind.experts.statement.count("{name}") != 1:
            yield f"{place}.experts.statement", "须写明申报人姓名的位置 {name}，只写一处"
