"""评审投票统计表: how often each candidate was voted for and against, in the order of the roster."""

from collections.abc import Sequence
from typing import Any

from contracts.minutes import Facts, Member, Voted
from services.documents.papers.domain.words import day, moment


def content(facts: Facts, members: Sequence[Member], voted: Sequence[Voted]) -> dict[str, Any]:
    """The data of the template. Ballots have no names: nobody can tell who voted what."""
    here = sum(one.is_present for one in members)
    elected = sum(one.is_elected for one in voted)
    counting = "计入" if facts.recused_counts else "不计入"
    return {
        "platform": facts.platform,
        "dated_on": facts.closed_on.isoformat(),
        "committee": facts.committee,
        "heading": [
            f"{facts.title}（{facts.plan}）　{_way(facts)}",
            f"会议编号：{facts.number}　会议日期：{day(facts.held_on)}　投票结束：{_close(facts)}",
            f"委员 {len(members)} 人，到会 {here} 人　回避的委员{counting}计算比例的人数",
            *([f"封存的内容摘要：{facts.vote_sheet_sha256}"] if facts.vote_sheet_sha256 else []),
        ],
        "voted": [
            [
                *(str(one.number), one.name, one.employer, one.title_applied),
                *(str(count) for count in _counts(one)),
                _share(one),
                "通过" if one.is_elected else "未通过",
            ]
            for one in voted
        ],
        "total": [
            f"{len(voted)} 人",
            *(str(sum(column)) for column in zip(*(_counts(one)[1:] for one in voted), strict=True)),
            f"通过 {elected} 人\n未通过 {len(voted) - elected} 人",
        ],
    }


def _way(facts: Facts) -> str:
    if not facts.counted_by:
        return "无记名电子投票"
    return f"无记名纸质票，计票：{'、'.join(facts.counted_by)}"


def _close(facts: Facts) -> str:
    return f"{moment(facts.closed_at)}，{facts.chair}"


def _counts(one: Voted) -> tuple[int, ...]:
    return one.present, one.recused, one.counted, one.yes, one.no, one.abstained, one.invalid


def _share(one: Voted) -> str:
    """How many of those who counted were for it; where nobody counted there is no share."""
    return f"{one.yes / one.counted:.1%}" if one.counted else "—"
