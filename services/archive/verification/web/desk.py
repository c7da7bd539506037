"""The clerk's forms turned into acts, and files turned into what the clerk sees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from starlette.datastructures import FormData

from contracts.normal.names import person_name
from kit.clock import now
from kit.errors import Fault, NotFound
from kit.ids import derived
from kit.session import Session
from kit.web.forms import read_day
from services.archive.file.domain import Item, State, basic_of, records_of
from services.archive.file.operations.hint import notes_of
from services.archive.file.operations.read import File
from services.archive.file.web import views
from services.archive.kinds.domain.fields import tidy
from services.archive.kinds.domain.notes import Note
from services.archive.verification.domain import Clerk, Filter, Judgement, Verdict, reason_of
from services.archive.verification.operations import Act
from services.archive.web.parts import employer_of, revision_of, uuid_of, words

SEEN = "seen-"


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One person as the clerk sees them: what waits, what is verified, what was returned. No drafts."""

    file: File
    waiting: Sequence[views.Shown]
    verified: Sequence[views.Shown]
    returned: Sequence[views.Shown]
    notes: Sequence[Note]

    @property
    def notes_of_file(self) -> list[Note]:
        """What is odd about no single item that waits."""
        waiting = {entry.item.id for entry in self.waiting}
        return [note for note in self.notes if not waiting & {note.item_id, *note.others}]

    def notes_about(self, item_id: UUID) -> list[Note]:
        """What is odd about one item."""
        return [note for note in self.notes if note.is_about(item_id)]


def sheet(file: File) -> Sheet:
    """Sort a person's items for the clerk."""
    basic = basic_of(file.items)
    items = [*([basic] if basic else []), *records_of(file.items)]
    return Sheet(
        file=file,
        waiting=[
            views.shown(item, employer_id=file.employer.id) for item in items if item.state is State.SUBMITTED
        ],
        verified=[views.shown(item, item.verified) for item in items if item.verified],
        returned=[views.shown(item) for item in items if item.state is State.RETURNED],
        notes=notes_of(file, at=now(), is_for_clerk=True),
    )


def clerk_of(who: Session) -> Clerk:
    """The clerk, who acts for an employer or not at all."""
    return Clerk(account_id=who.account_id, employer_id=employer_of(who), name=who.name)


def act_on_person(typed: FormData, person_id: UUID) -> Act:
    """The decisions of a person's page: each with its own verdict, or all that have none verified."""
    sent = words(typed)
    act_id = uuid_of(sent.get("act"))
    item_ids = [uuid_of(name.removeprefix(SEEN)) for name in sent if name.startswith(SEEN)]
    found = [(item_id, _verdict(sent.get(f"verdict-{item_id}"), sent.get("all"))) for item_id in item_ids]
    return Act(
        id=act_id,
        batch_id=act_id,
        person_id=person_id,
        is_attested=sent.get("attested") == "yes",
        judgements=[
            Judgement(
                item_id=item_id,
                revision=revision_of(sent[f"{SEEN}{item_id}"]),
                verdict=verdict,
                reason=reason_of(
                    sent.get(f"code-{item_id}", ""), tidy(sent.get(f"reason-{item_id}", ""), keep_lines=True)
                ),
            )
            for item_id, verdict in found
            if verdict
        ],
    )


def acts_on_many(typed: FormData) -> list[Act]:
    """All items that were shown, verified: one act per person."""
    batch_id = uuid_of(typed.get("batch"))
    seen = sorted(_seen(str(entry)) for entry in typed.getlist("item"))
    return [
        Act(
            id=derived(batch_id, person_id),
            batch_id=batch_id,
            person_id=person_id,
            is_attested=typed.get("attested") == "yes",
            judgements=[
                Judgement(item_id=item_id, revision=revision, verdict=Verdict.VERIFIED)
                for _, item_id, revision in entries
            ],
        )
        for person_id, entries in groupby(seen, key=lambda entry: entry[0])
    ]


def filter_of(query: Mapping[str, str]) -> tuple[Filter, list[Fault]]:
    """What the filter of the queue says, and what is wrong with it."""
    until = read_day(query, "until", "提交日期")
    chosen = Filter(
        name=person_name(query.get("name", "")),
        kind=query.get("kind", ""),
        until=until if isinstance(until, date) else None,
        only_basic=query.get("basic") == "yes",
    )
    return chosen, [until] if isinstance(until, Fault) else []


def seen_of(file: File, item: Item) -> str:
    """What a page of many keeps of an item that it shows."""
    return f"{file.person.id}/{item.id}/{item.revision}"


def _seen(entry: str) -> tuple[UUID, UUID, int]:
    parts = entry.split("/")
    if len(parts) != 3:  # noqa: PLR2004 - person, item, revision
        raise NotFound
    return uuid_of(parts[0]), uuid_of(parts[1]), revision_of(parts[2])


def _verdict(chosen: str | None, rest: str | None) -> Verdict | None:
    if chosen in set(Verdict):
        return Verdict(str(chosen))
    return Verdict.VERIFIED if rest == "verified" else None
