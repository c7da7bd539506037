"""The seasons of the demo: tables of who declares for a plan, of which unit, and what happens to each."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cities import Stop
from deploy.demo.kinds import REGULAR, WAYS, Way
from deploy.demo.meeting import CATEGORIES
from deploy.demo.units import OF_A_COUNTY, OF_THE_CITY, PLAN, Seat, Unit

EMPLOYER = "employer"  # among those that return a case, beside the offices
MONITORING, ENGINEERING, PLANNING = CATEGORIES


@dataclass(frozen=True, kw_only=True)
class Row:
    """So many people of a unit to whom the same happens; without a word of it, all is well."""

    what: str
    unit: str
    times: int = 1
    category: str = MONITORING
    kind: Way = REGULAR
    returned_by: str = ""  # once; the employer or an office
    withdraws: bool = False  # after the submission
    is_sent_back: bool = False  # once on the roster, before the meeting
    is_interviewed: bool = False
    is_recused: bool = False  # one member has no part in it
    voted_down_by: str = ""  # the office whose meeting does not elect
    objection: str = ""  # to the result: what the investigation finds, dismissed or upheld

    @property
    def way(self) -> Way:
        """How they declare."""
        return replace(self.kind, form={**self.kind.form, "category": self.category})


@dataclass(frozen=True, kw_only=True)
class Season:
    """One plan's season."""

    units: Mapping[str, Unit]
    rows: tuple[Row, ...]
    plan: str = PLAN
    archive: Mapping[str, str] = field(default_factory=dict)  # what the plan wants otherwise of everybody

    @property
    def city(self) -> str:
        """Whose plan it is."""
        (city,) = {unit.city for unit in self.units.values()}
        return city

    @property
    def offices(self) -> dict[str, Stop]:
        """All offices on the way of one of the units; whoever is further from the end comes first."""
        left: dict[str, tuple[int, Stop]] = {}
        for unit in self.units.values():
            way = unit.offices(self.plan)
            left |= {office: (len(way) - at, stop) for at, (office, stop) in enumerate(way.items())}
        ordered = sorted(left, key=lambda office: left[office][0], reverse=True)
        return {office: left[office][1] for office in ordered}

    @property
    def seats(self) -> list[Seat]:
        """Who needs an account."""
        return [Seat(self.city, office) for office in self.offices]


SMALL = Season(
    units={"city": OF_THE_CITY},
    rows=(
        Row(what="一次通过", unit="city"),
        Row(what="退回修改一次", unit="city", returned_by="ecology"),
        Row(what="参加面试", unit="city", is_interviewed=True),
        Row(what="有委员回避", unit="city", is_recused=True),
        Row(what="评审未通过", unit="city", voted_down_by="engineer-committee"),
        Row(what="撤回申报", unit="city", withdraws=True),
    ),
)
TRANSFER, SKILLED = WAYS["transfer"], WAYS["skilled"]
ENGINEERS = Season(
    units={
        "city": OF_THE_CITY,
        "county": OF_A_COUNTY,
    },
    rows=(
        Row(what="一次通过", unit="city", times=3),
        Row(what="评审前退回补正", unit="city", is_sent_back=True),
        Row(what="一次通过", unit="city", times=4, category=ENGINEERING),
        Row(what="一次通过", unit="city", times=3, category=PLANNING),
        Row(what="一次通过", unit="county", times=5),
        Row(what="一次通过", unit="county", times=2, category=PLANNING),
        Row(what="技能人才", unit="city", kind=SKILLED),
        Row(what="转评，参加面试", unit="city", kind=TRANSFER, category=ENGINEERING, is_interviewed=True),
        Row(what="转评，参加面试", unit="county", kind=TRANSFER, is_interviewed=True),
        Row(what="用人单位退回一次", unit="city", returned_by=EMPLOYER),
        Row(what="市主管部门退回一次", unit="city", returned_by="ecology"),
        Row(what="县人社部门退回一次", unit="county", returned_by="yuecheng-hr"),
        Row(what="评委会办公室退回一次", unit="county", returned_by="engineer-committee"),
        Row(what="有委员回避", unit="city", is_recused=True),
        Row(what="评审未通过", unit="city", category=PLANNING, voted_down_by="engineer-committee"),
        Row(what="对结果的异议不成立", unit="city", objection="dismissed"),
        Row(what="对结果的异议成立", unit="county", objection="upheld"),
        Row(what="撤回申报", unit="city", withdraws=True),
    ),
)
SENIORS = Season(
    plan="2022-xinhai-senior",
    archive={"current_title": "工程师"},
    units={
        "city": Unit(stem="新海市清源环境监测有限公司", city="xinhai"),
        "county": Unit(stem="新海市海东区水质监测有限公司", city="xinhai", department="haidong-ecology"),
        "group": Unit(
            stem="示例环保集团有限公司",
            city="xinhai",
            department="province-ecology",
            kind="provincial",
            credit_code="91330000MA2XH00015",
        ),
    },
    rows=(
        Row(what="一次通过", unit="city"),
        Row(what="主管部门退回一次", unit="city", returned_by="ecology"),
        Row(what="转评，参加面试", unit="city", kind=TRANSFER, is_interviewed=True),
        Row(what="中评委未推荐", unit="city", voted_down_by="committee"),
        Row(what="高评委办公室退回一次", unit="county", category=ENGINEERING, returned_by="senior-committee"),
        Row(what="有委员回避", unit="county", is_recused=True),
        Row(what="县人社部门退回一次", unit="county", category=PLANNING, returned_by="haidong-hr"),
        Row(what="撤回申报", unit="county", withdraws=True),
        Row(what="一次通过", unit="group", category=PLANNING),
        Row(what="高评委未通过", unit="group", category=ENGINEERING, voted_down_by="senior-committee"),
        Row(what="对结果的异议不成立", unit="group", objection="dismissed"),
        Row(what="对结果的异议成立", unit="group", objection="upheld"),
    ),
)
SEASONS: Mapping[str, Season] = {"small": SMALL, "engineers": ENGINEERS, "seniors": SENIORS}
