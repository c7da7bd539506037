"""The ways to declare that a demo plays: what is chosen on the form, and what each asks for besides."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# The first signs on paper, the second gets a link by a number of their own and signs on the phone.
ON_PAPER: Mapping[str, str] = {
    "name-1": "陈国平",
    "unit-1": "浙江省生态环境科学设计研究院",
    "title-1": "正高级工程师",
    "level-1": "正高级",
    "specialty-1": "环境工程",
    "mobile-1": "13805710001",
    "score-1": "92.5",
    "reason-1": "申请人提出的预处理方法解决了高浊度水样在线监测的共性难题，成果在本领域领先。",
    "signed_on-1-year": "2022",
    "signed_on-1-month": "7",
    "signed_on-1-day": "8",
}
INVITED: Mapping[str, str] = {
    "name-2": "沈丽",
    "unit-2": "绍兴市环境监测协会",
    "title-2": "高级工程师",
    "level-2": "高级",
    "specialty-2": "环境监测",
}
SAID: Mapping[str, str] = {
    "score": "90",
    "reason": "申请人长期在监测一线，业绩突出，达到直接申报的要求，同意推荐。",
}
LANDMARK = (
    "提出高浊度水样两级沉降加超声清洗的预处理方法，主持编制操作规程，在六个地表水自动监测站应用，"
    "数据有效率由88%提高到96%，被列为全市自动站运维的推荐方法。本人为第一完成人。"
)


PROVING = (
    (
        "paper",
        {
            "name": "地表水自动监测站数据有效性评价方法",
            "published_on": "202003",
            "journal": "中国环境监测",
            "authorship": "第一作者",
        },
    ),
    (
        "report",
        {
            "name": "高浊度地表水自动监测技术规范",
            "finished_on": "202006",
            "type": "标准或规范",
            "role": "独立完成",
        },
    ),
    (
        "award",
        {
            "name": "高浊度水样预处理方法研究与应用",
            "prize": "浙江省科学技术进步奖",
            "level": "省部级",
            "grade": "三等奖",
            "rank": "第 1（共 5 人）",
            "authority": "浙江省人民政府",
            "awarded_on": "201912",
        },
    ),
    (
        "patent",
        {
            "name": "一种高浊度水样两级沉降装置",
            "type": "发明专利",
            "number": "ZL201910000001.X",
            "granted_on": "202005",
            "rank": "第 1（共 3 人）",
        },
    ),
)
# By the title of the record, or the name of the field: 87 points.
ASSESSED: Mapping[str, Mapping[str, str | list[str]]] = {
    "gates": {"gates": ["职业道德", "年度考核", "继续教育", "专业理论"]},
    "project": {"高浊度水样预处理方法研究": "research-state-lead/1"},
    "paper": {
        "《高浊度地表水氨氮在线监测的误差分析》": "paper-core/1",
        "《地表水自动监测站数据有效性评价方法》": "paper-core/1",
    },
    "report": {"《高浊度地表水自动监测技术规范》": "standard-state-lead/1"},
    "award": {"高浊度水样预处理方法研究与应用　浙江省科学技术进步奖": "award-province/1"},
    "patent": {"一种高浊度水样两级沉降装置（发明专利）": "patent-invention/1"},
    "counts": {"degree-bachelor": "yes", "academic-bachelor": "yes", "certificate-monitoring": "23"},
}


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way to declare: what stands on the form otherwise than of a regular one."""

    name: str
    form: Mapping[str, str | list[str]] = field(default_factory=dict)
    experts: bool = False  # whether two experts recommend whoever declares so
    records: tuple[tuple[str, Mapping[str, str]], ...] = ()  # in the archive besides
    assessed: Mapping[str, Mapping[str, str | list[str]]] = field(default_factory=dict)  # page by page
    hands_in_paper: bool = False  # is interviewed, and brings a 论文 with the form (M1.4)
    is_looked_up: bool = False  # comes by the provincial account and has registers asked


REGULAR = Way(name="正常申报")
WAYS: Mapping[str, Way] = {
    "regular": REGULAR,
    "skilled": Way(name="正常申报（技能人才）", form={"options": ["技能人才"]}),
    "transfer": Way(name="转评", form={"kind": "transfer"}, hands_in_paper=True),
    "landmark": Way(
        name="标志性业绩直接申报",
        form={"kind": "landmark", "landmark": LANDMARK},
        experts=True,
        hands_in_paper=True,
        is_looked_up=True,
    ),
    "self-assessment": Way(
        name="自评申报", form={"kind": "self-assessment"}, records=PROVING, assessed=ASSESSED
    ),
}
