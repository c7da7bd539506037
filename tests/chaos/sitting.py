"""Several applications before one meeting: roster, vote, results, as the committee's office sees to them."""

from collections.abc import Sequence
from dataclasses import dataclass

from deploy.demo.journey import Journey, Step
from deploy.demo.meeting import Meeting
from deploy.demo.page import Page
from deploy.demo.people import Official
from deploy.demo.sitting import RESULTS, announce, freeze

REASON = "主要业绩与申报专业的关联不够，代表性不足。"


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """Those on whom the meeting of the office that accepts them votes, and against whom."""

    met: Sequence[Journey]
    not_elected: Sequence[Journey] = ()

    @property
    def meeting(self) -> Meeting:
        """The meeting of the first of them."""
        return self.met[0].meeting

    @property
    def office(self) -> Official:
        """Who works for the committee, in the browser of the first of them."""
        return self.met[0].acceptor

    @property
    def plan(self) -> str:
        """For what all of them declare."""
        return self.met[0].plan

    @property
    def elected(self) -> list[Journey]:
        """Those who get the title."""
        return [one for one in self.met if one not in self.not_elected]

    def steps(self) -> list[Step]:
        """From the printed forms to the titles."""
        return [
            ("评委会办公室", "接收盖章的纸质评审表", self.hand_in),
            ("评委会办公室", "固定评审对象花名册", self.freeze),
            ("评委会办公室", "建立评审会议，抽取委员，发送链接", self.meeting.call),
            ("评审委员", "签到，无记名投票", self.vote),
            ("主任委员", "结束投票", self.meeting.end),
            ("评委会办公室", "登记评审结果", self.record),
            ("评委会办公室", "公示评审结果", self.publish),
            ("系统", "五个工作日公示期满（快进）", self.pass_publicity),
        ]

    async def hand_in(self) -> None:
        """One after the other: there is one window. Then they wait for the meeting."""
        for one in self.met:
            await one.hand_in()
        await self._until_shown(f"/review/rosters/{self.plan}", self.met)

    async def freeze(self) -> None:
        """One roster of all of them."""
        await freeze(self.office, self.plan, _names(self.met))

    async def vote(self) -> None:
        """All members are there and vote."""
        against = [one.application_id for one in self.not_elected]
        await self.meeting.take_votes(_names(self.met), against=against)

    async def record(self) -> None:
        """All results at once; those who were elected then wait to be made public."""
        await self.meeting.conclude(REASON)
        await self._until_shown(f"{RESULTS}/plans/{self.plan}", self.elected)

    async def publish(self) -> None:
        """All who were elected in one press."""
        await announce(self.office, self.plan, _names(self.elected), telephone=True)
        for one in self.elected:
            await one.applicant.until_says(one.application_id, "公示评审结果")

    async def pass_publicity(self) -> None:
        """Nobody objected."""
        for one in self.elected:
            await one.pass_result_publicity()

    async def _until_shown(self, path: str, people: Sequence[Journey]) -> Page:
        return await self.office.until(path, lambda page: all(name in page.text for name in _names(people)))


def _names(people: Sequence[Journey]) -> list[str]:
    return [one.cast.applicant_name for one in people]
