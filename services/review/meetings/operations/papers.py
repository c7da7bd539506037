"""Minutes and vote sheet: what a meeting whose results are recorded says on paper."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from cities import Cities
from cities.offices import Office
from contracts.minutes import OF_A_PART, Facts, Lists, Member, Recused, Voted
from contracts.results import Outcome
from contracts.sections.result import ResultMeeting
from kit.clock import SHANGHAI
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import NotFound
from kit.ids import new_id
from kit.reference import reference
from kit.session import Session
from services.review.commissions.domain import OFFICE
from services.review.committee import store as library
from services.review.committee.domain.experts import Expert
from services.review.meetings.domain import digests
from services.review.meetings.domain.ballots import PART_NAMES
from services.review.meetings.domain.interviews import Interview
from services.review.meetings.domain.meetings import SCOPE_NAMES, Meeting
from services.review.meetings.domain.opinions import Opinion
from services.review.meetings.operations import concluding
from services.review.meetings.store import ballots as store
from services.review.meetings.store import counts, meetings
from services.review.meetings.store import interviews as interviewed
from services.review.meetings.store import opinions as written
from services.review.results.domain import Result

DRAW_PAGE = "/publicity/draws"  # /<meeting>


class NotRecorded(NotFound):
    """评审结果还没有登记，没有会议纪要和投票统计表。请先登记评审结果。"""


@dataclass(frozen=True, kw_only=True)
class Papers:
    """A meeting as its papers tell it: the same for whoever prints them."""

    meeting: Meeting
    facts: Facts
    lists: list[Lists]
    told: ResultMeeting  # what is sealed of them
    people: list[UUID]  # whose cases it was about

    @property
    def is_as_sealed(self) -> bool:
        """Whether they say what was sealed; who was erased since is missing."""
        sealed = (self.meeting.minutes_sha256, self.meeting.vote_sheet_sha256)
        before = digests.meeting_of(self.facts, self.lists, form=1)  # of a meeting recorded in that form
        return sealed in {(one.minutes_sha256, one.vote_sheet_sha256) for one in (self.told, before)}


async def papers_of(
    conn: Connection,
    cipher: FieldCipher,
    cities: Cities,
    who: Session,
    office: Office,
    meeting_id: UUID,
    *,
    public_url: str,
) -> Papers:
    """What the papers of a meeting of this office say."""
    meeting, found = await concluding.voted_of(conn, cipher, office, meeting_id)
    results = [one.result for one in found if one.result]
    if not (meeting.drawn_at and meeting.opened_at and meeting.closed_at and meeting.closed_by):
        raise NotRecorded
    if not results or not concluding.is_recorded(found):
        raise NotRecorded
    experts = {one.id: one for one in await library.experts_of(conn, cipher, office.id)}
    titles = await store.titles_of(conn, cipher, meeting.id)
    seats = await store.members_of(conn, meeting.id)
    categories = {one.expert_id: one.category for one in await meetings.seats_of(conn, meeting.id)}
    members = [
        Member(
            name=experts[one.expert_id].name,
            unit=experts[one.expert_id].unit,
            category=categories[one.expert_id],
            part=PART_NAMES[one.part],
            is_present=one.is_present,
        )
        for one in seats
    ]
    interviews = await interviewed.interviews_of(conn, cipher, meeting.id)
    opinions = await written.opinions_of(conn, cipher, meeting.id)
    voted = [_voted(one, one.result, titles, interviews, opinions) for one in found if one.result]
    lists = _parts(new_id(), members, voted, await _recused(conn, meeting, found, experts))
    plan, last = cities.plan(meeting.city, meeting.plan), max(results, key=lambda one: one.recorded_at)
    facts = Facts(
        paper_id=lists[0].paper_id,
        account_id=who.account_id,
        platform=cities.city(meeting.city).platform,
        committee=office.name.removesuffix(OFFICE),
        title=meeting.title,
        plan=plan.title,
        year=plan.year,
        scope=SCOPE_NAMES[meeting.scope],
        held_on=meeting.held_on,
        place=meeting.place,
        number=reference(meeting.id),
        recused_counts=bool(meeting.recused_counts),
        commitment=meeting.commitment,
        draw_address=f"{public_url.rstrip('/')}{DRAW_PAGE}/{meeting.id}",
        drawn_at=meeting.drawn_at,
        opened_at=meeting.opened_at,
        closed_at=meeting.closed_at,
        closed_on=meeting.closed_at.astimezone(SHANGHAI).date(),
        chair=experts[meeting.closed_by].name,
        chair_part=next((PART_NAMES[one.part] for one in seats if one.expert_id == meeting.closed_by), ""),
        counted_by=tuple(one.by_name for one in (await counts.counting_of(conn, meeting.id)).last),
        recorded_at=last.recorded_at,
        recorded_by=last.recorded_by,
        minutes_sha256=meeting.minutes_sha256,
        vote_sheet_sha256=meeting.vote_sheet_sha256,
        parts=len(lists),
    )
    people = [one.candidate.person_id for one in found]
    told = digests.meeting_of(facts, lists)
    return Papers(meeting=meeting, facts=facts, lists=lists, told=told, people=people)


async def conclude(
    conn: Connection,
    cipher: FieldCipher,
    cities: Cities,
    who: Session,
    office: Office,
    meeting_id: UUID,
    said: Callable[[str], str],
    *,
    public_url: str,
) -> None:
    """Record the result of each case, and keep what the papers say of them before any of them is sealed."""
    await concluding.conclude(conn, cipher, who, office, meeting_id, said)
    found = await papers_of(conn, cipher, cities, who, office, meeting_id, public_url=public_url)
    if not found.meeting.minutes_sha256:
        await meetings.put_digests(conn, meeting_id, found.told)


def _voted(
    one: concluding.Voted,
    result: Result,
    titles: Mapping[UUID, str],
    interviews: Mapping[UUID, Interview],
    opinions: Mapping[UUID, Opinion],
) -> Voted:
    interview = interviews.get(one.case.application_id)
    opinion = opinions.get(one.case.application_id)
    return Voted(
        number=one.case.place,
        name=one.case.applicant,
        employer=one.case.employer,
        category=one.case.category,
        title_applied=titles[one.case.application_id],
        present=result.present,
        recused=result.recused,
        counted=one.tally.present,
        yes=result.yes,
        no=one.tally.no,
        invalid=one.tally.invalid,
        is_elected=result.outcome is Outcome.ELECTED,
        text=result.text,
        opinion=opinion.text if opinion else "",
        interview=interview.in_words if interview and interview.outcome else "",
    )


async def _recused(
    conn: Connection, meeting: Meeting, found: Sequence[concluding.Voted], experts: Mapping[UUID, Expert]
) -> list[Recused]:
    """Everybody who had no part in a case, in the order of the roster."""
    every = await store.recusals_of(conn, meeting.id)
    return [
        Recused(applicant=one.case.applicant, member=experts[recusal.expert_id].name, why=recusal.why)
        for one in found
        for recusal in sorted(every, key=lambda recusal: recusal.expert_id)
        if recusal.application_id == one.case.application_id
    ]


def _parts(
    paper_id: UUID, members: Sequence[Member], voted: Sequence[Voted], recused: Sequence[Recused]
) -> list[Lists]:
    """The lists side by side, cut into parts that a grant holds."""
    longest = max(len(members), len(voted), len(recused))
    return [
        Lists(
            paper_id=paper_id,
            number=start // OF_A_PART,
            members=tuple(members[start : start + OF_A_PART]),
            voted=tuple(voted[start : start + OF_A_PART]),
            recused=tuple(recused[start : start + OF_A_PART]),
        )
        for start in range(0, longest, OF_A_PART)
    ]
