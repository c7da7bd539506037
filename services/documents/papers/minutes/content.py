"""评审会议纪要: who met, how they were drawn, on whom they voted, and what came of it (令第40号, 23)."""

from collections.abc import Sequence
from typing import Any

from contracts.minutes import Facts, Member, Recused, Voted
from services.documents.papers.domain.words import day, moment


def content(
    facts: Facts, members: Sequence[Member], voted: Sequence[Voted], recused: Sequence[Recused]
) -> dict[str, Any]:
    """The data of the template."""
    counting = "计入" if facts.recused_counts else "不计入"
    return {
        "platform": facts.platform,
        "dated_on": facts.closed_on.isoformat(),
        "committee": facts.committee,
        "rows": [
            ["会议名称", facts.title],
            ["会议编号", facts.number],
            ["申报计划", facts.plan],
            ["评审年度", f"{facts.year}年"],
            ["会议日期", day(facts.held_on)],
            ["会议地点", facts.place],  # written in by hand where it was not told
            ["组建方式", facts.scope],
            ["主持人", f"{facts.chair}（{facts.chair_part}）"],
            ["出席情况", _attendance(members)],
            ["委员抽取", f"{moment(facts.drawn_at)} 由平台在专家库中按专业类别随机抽取"],
            ["种子摘要", facts.commitment],
            ["抽取的公开文本", facts.draw_address],
            ["投票方式", f"{_way(facts)}，同意票数达到计算比例的人数的三分之二为通过；弃权不计为同意"],
            ["回避", f"共 {len(recused)} 人次；回避的委员{counting}计算比例的人数"],
            ["投票开始", moment(facts.opened_at)],
            ["投票结束", f"{moment(facts.closed_at)}，由{facts.chair}宣布结束"],
            ["登记评审结果", f"{moment(facts.recorded_at)}，{facts.recorded_by}"],
            *([["封存的内容摘要", facts.minutes_sha256]] if facts.minutes_sha256 else []),
        ],
        "members": [
            [str(number), one.name, one.unit, one.category, one.part, "到会" if one.is_present else "缺席"]
            for number, one in enumerate(members, 1)
        ],
        "groups": _groups(voted),
        "recused": [[one.applicant, one.member, one.why] for one in recused],
        "opinions": [
            [str(one.number), one.name, f"{one.category}评议组", one.opinion] for one in voted if one.opinion
        ],
        "interviews": [[str(one.number), one.name, one.interview] for one in voted if one.interview],
        "not_elected": [
            [str(one.number), one.name, one.category, one.text] for one in voted if not one.is_elected
        ],
    }


def _way(facts: Facts) -> str:
    if not facts.counted_by:
        return "无记名电子投票"
    return f"无记名纸质票，由{'、'.join(facts.counted_by)}分别清点、录入，两份一致"


def _attendance(members: Sequence[Member]) -> str:
    here, least = sum(one.is_present for one in members), -(-2 * len(members) // 3)
    return f"委员 {len(members)} 人，到会 {here} 人；应有三分之二（{least} 人）以上到会，符合规定"


def _groups(voted: Sequence[Voted]) -> list[list[str]]:
    """How many of each category were elected, and of all."""
    categories = list(dict.fromkeys(one.category for one in voted))
    groups = [(name, [one for one in voted if one.category == name]) for name in categories]
    return [
        [name, str(len(those)), str(elected), str(len(those) - elected)]
        for name, those in (*groups, ("合计", list(voted)))
        for elected in [sum(one.is_elected for one in those)]
    ]
