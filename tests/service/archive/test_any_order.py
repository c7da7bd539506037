"""Whatever people do in whatever order: no file comes into a state that the rules forbid."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import asyncpg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from contracts.case import SealRequest
from kit.clock import SHANGHAI
from kit.crypto import FieldCipher
from kit.db import Connection, _teach_json
from kit.errors import Refusal
from kit.ids import derived, new_id
from services.archive.evidence.domain import Evidence
from services.archive.extraction.operations import compose_section
from services.archive.file.domain import Employer, Item, State
from services.archive.file.operations.attach import attach_files
from services.archive.file.operations.employ import choose_employer, record_employer
from services.archive.file.operations.read import file_of
from services.archive.file.operations.save import Filled, basic_id, delete_item, restore_item, save_item
from services.archive.file.operations.submit import submit_file
from services.archive.kinds.domain.basic import BASIC
from services.archive.kinds.domain.kind import Kind
from services.archive.kinds.domain.kinds import KINDS
from services.archive.verification.domain import Clerk, Judgement, Verdict
from services.archive.verification.operations import Act, decide
from tests.fixtures.database import Database, url_of
from tests.fixtures.storage import SettingsOf
from tests.service.archive.conftest import BASIC as BASIC_FORM
from tests.service.archive.conftest import PAPER
from tests.unit.services.declaration.plans import a_plan

T = TypeVar("T")
START = datetime(2022, 6, 1, 9, tzinfo=SHANGHAI)
EMPLOYERS = 2
NAMES = st.sampled_from(["水质监测", "大气监测", "土壤监测"])
REASON = "请补充证明材料"
UNLIMITED = a_plan(achievements={})


@dataclass
class Expected:
    """What an item should be by now."""

    kind: Kind
    name: str
    state: State
    verified: str | None = None  # the name that the employer verified last
    is_deleted: bool = False


@dataclass
class World:
    """The database of one test, in a loop of its own."""

    url: str
    cipher: FieldCipher
    runner: asyncio.Runner = field(default_factory=asyncio.Runner)
    conn: Connection = field(init=False)

    def __post_init__(self) -> None:
        self.conn = self.runner.run(self._connect())

    async def _connect(self) -> Connection:
        conn = await asyncpg.connect(self.url)
        await _teach_json(conn)
        return conn

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """One transaction, as at the edge of a request."""

        async def together() -> T:
            async with self.conn.transaction():
                return await work

        return self.runner.run(together())

    def rows(self, statement: str, *values: object) -> list[asyncpg.Record]:
        return self.run(self.conn.fetch(statement, *values))

    def close(self) -> None:
        self.runner.run(self.conn.close())
        self.runner.close()


class AnyOrder(RuleBasedStateMachine):
    """One person, two employers, and everything that they can do."""

    world: ClassVar[World]

    @initialize()
    def begin(self) -> None:
        self.person, self.at = new_id(), START
        self.employers = [new_id() for _ in range(EMPLOYERS)]
        self.employer = self.employers[0]
        self.items: dict[UUID, Expected] = {}
        self.judged: dict[UUID, object] = {}
        self.last_act: tuple[Clerk, Act] | None = None
        for number, employer in enumerate(self.employers):
            self._run(record_employer, _employer(employer, number), at=START)
        self._choose(self.employer)
        assert not self._save(new_id(), KINDS["paper"], 0, "水质监测")
        self.fill_basic("水质监测")
        for kind in ("paper", "training"):
            self.add(kind, "水质监测")
        self.submit()

    # What the applicant does

    @rule(kind=st.sampled_from(["paper", "training"]), name=NAMES)
    def add(self, kind: str, name: str) -> None:
        item_id = new_id()
        if self._save(item_id, KINDS[kind], 0, name):
            self.items[item_id] = Expected(KINDS[kind], name, State.DRAFT)

    @rule(name=NAMES)
    def fill_basic(self, name: str) -> None:
        item_id = basic_id(self.person)
        known = self._known().get(item_id)
        assert self._save(item_id, BASIC, known.revision if known else 0, name)
        self._saved(item_id, BASIC, name)

    @precondition(lambda self: self.items)
    @rule(data=st.data(), name=NAMES)
    def edit(self, data: st.DataObject, name: str) -> None:
        item_id = self._pick(data)
        item = self._known()[item_id]
        if self._save(item_id, item.kind, item.revision, name):
            self._saved(item_id, item.kind, name)

    @precondition(lambda self: self.items)
    @rule(data=st.data(), number=st.integers(1, 3))
    def attach(self, data: st.DataObject, number: int) -> None:
        item_id = self._pick(data)
        item, one = self.items[item_id], _evidence(self.person, number)
        before = {held.id for held in self._known()[item_id].current.files}
        is_possible = item.kind is not BASIC and not item.is_deleted
        assert self._try(attach_files, person_id=self.person, item_id=item_id, files=[one]) == is_possible
        if is_possible and one.id not in before:
            item.state = State.DRAFT

    @rule()
    def submit(self) -> None:
        if self._try(submit_file, person_id=self.person):
            for item in self.items.values():
                if item.state is State.DRAFT and not item.is_deleted:
                    item.state = State.SUBMITTED

    @precondition(lambda self: self.items)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        item_id = self._pick(data)
        if self._try(delete_item, person_id=self.person, item_id=item_id):
            item = self.items[item_id]
            item.is_deleted = True
            item.state = State.DRAFT if item.state is State.SUBMITTED else item.state

    @precondition(lambda self: self.items)
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        item_id = self._pick(data)
        if self._try(restore_item, person_id=self.person, item_id=item_id):
            self.items[item_id].is_deleted = False

    @rule(number=st.integers(0, EMPLOYERS - 1))
    def work_elsewhere(self, number: int) -> None:
        before, self.employer = self.employer, self.employers[number]
        self._choose(self.employer)
        if before != self.employer:
            for item in self.items.values():
                item.state, item.verified = State.DRAFT, None

    # What clerks do

    @precondition(lambda self: self._waits())
    @rule(data=st.data(), rest=st.sampled_from(Verdict))
    def judge(self, data: st.DataObject, rest: Verdict) -> None:
        first = data.draw(st.sampled_from(Verdict))
        verdicts = [first, *([rest] * len(self.items))]
        judgements = [
            _judgement(item, verdict) for item, verdict in zip(self._waits(), verdicts, strict=False)
        ]
        clerk, act = self._clerk(self.employer), self._act(judgements, is_attested=True)
        assert self._try(decide, clerk, act)
        self.last_act = clerk, act
        for judgement in judgements:
            item = self.items[judgement.item_id]
            item.state = State(judgement.verdict)
            item.verified = item.name if judgement.verdict is Verdict.VERIFIED else item.verified

    @precondition(lambda self: self.last_act)
    @rule()
    def judge_twice(self) -> None:
        assert self.last_act
        clerk, act = self.last_act
        before = self._versions()
        if clerk.employer_id == self.employer:
            assert self._try(decide, clerk, act)
        assert self._versions() == before

    @rule(which=st.sampled_from(["outdated", "unattested", "late", "foreign"]))
    def be_refused(self, which: str) -> None:
        before = self._versions()
        if which == "outdated":
            item_id, item = next(iter(self._known().items()))
            assert not self._save(item_id, item.kind, item.revision + 1, "别的内容")
        else:
            late, is_attested = int(which == "late"), which != "unattested"
            judgements = [_judgement(item, Verdict.VERIFIED, late=late) for item in self._waits()]
            foreign = next(one for one in self.employers if one != self.employer)
            clerk = self._clerk(foreign if which == "foreign" else self.employer)
            assert not self._try(decide, clerk, self._act(judgements, is_attested=is_attested))
        assert self._versions() == before

    # What must hold, whatever happened

    @invariant()
    def the_rules_hold(self) -> None:
        if hasattr(self, "items"):
            self._items_are_what_people_expect()
            self._rows_keep_the_rules()
            self._the_house_was_told_what_counts()
            self._a_declaration_gets_what_is_verified()

    def _items_are_what_people_expect(self) -> None:
        known = self._known()
        assert known.keys() == self.items.keys()
        for item_id, expected in self.items.items():
            item = known[item_id]
            assert (item.state, item.is_deleted) == (expected.state, expected.is_deleted), expected
            verified = _name_in(item.verified.values, item.kind) if item.verified else None
            assert verified == expected.verified, expected

    def _rows_keep_the_rules(self) -> None:
        numbers: dict[UUID, list[int]] = {}
        for row in self._versions():
            numbers.setdefault(row["item_id"], []).append(row["number"])
            if row["state"] == "submitted":
                assert (row["employer_id"], row["deleted_at"]) == (self.employer, None)
            if row["state"] == "verified":
                assert row["decided_for"] == self.employer
                assert row["attestation"]
            if row["state"] == "returned":
                assert row["reason"]
                assert row["decision_id"]
            if row["decision_id"]:  # what was judged stays as it was
                content = (row["fields"], row["secrets"], row["is_public"], row["files"], row["decision_id"])
                assert self.judged.setdefault(row["id"], content) == content
        assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())

    def _the_house_was_told_what_counts(self) -> None:
        told = self.world.rows(
            "select body from outbox where topic = 'archive.readiness_changed' and about = $1 "
            "order by position desc limit 1",
            self.person,
        )[0]["body"]
        usable = [item for item in self.items.values() if item.verified and not item.is_deleted]
        assert told["has_basic_verified"] == any(item.kind is BASIC for item in usable)
        assert told["has_records_verified"] == any(item.kind is not BASIC for item in usable)
        assert told["employer_id"] == str(self.employer)
        closed = told["records_encrypted"]
        records = json.loads(self.world.cipher.decrypt(closed)) if closed else []
        assert {one["id"] for one in records} == {
            str(item_id) for item_id, item in self.items.items() if item in usable and item.kind is not BASIC
        }

    def _a_declaration_gets_what_is_verified(self) -> None:
        request = SealRequest(
            application_id=new_id(),
            person_id=self.person,
            employer_id=self.employer,
            city="shaoxing",
            plan="plan",
            round=1,
        )
        section, problems = self._run(compose_section, request, UNLIMITED)
        usable = {
            item_id
            for item_id, item in self.items.items()
            if item.verified and not item.is_deleted and item.kind is not BASIC
        }
        has_basic = any(item.kind is BASIC and item.verified for item in self.items.values())
        assert bool(problems) is not (has_basic and bool(usable))
        assert (section is None) is bool(problems)
        assert section is None or {record.id for record in section.records} == usable

    # How it is done

    def _run(self, verb: Callable[..., Awaitable[T]], *args: object, **values: object) -> T:
        return self.world.run(verb(self.world.conn, self.world.cipher, *args, **values))  # type: ignore[arg-type]  # every verb is a coroutine

    def _try(self, verb: Callable[..., Awaitable[object]], *args: object, **values: object) -> bool:
        self.at += timedelta(minutes=1)
        try:
            self._run(verb, *args, **values, at=self.at)
        except Refusal:
            return False
        return True

    def _save(self, item_id: UUID, kind: Kind, revision: int, name: str) -> bool:
        filled = Filled(item_id=item_id, kind=kind, revision=revision, typed=_form(kind, name))
        return self._try(save_item, person_id=self.person, name="张三", filled=filled)

    def _saved(self, item_id: UUID, kind: Kind, name: str) -> None:
        item = self.items.setdefault(item_id, Expected(kind, name, State.DRAFT))
        if item.name != name or item.state is State.RETURNED:
            item.name, item.state = name, State.DRAFT

    def _choose(self, employer_id: UUID) -> None:
        self._run(
            choose_employer,
            person_id=self.person,
            name="张三",
            city="shaoxing",
            employer_id=employer_id,
            at=self.at,
        )

    def _waits(self) -> list[Item]:
        return [item for item in self._known().values() if item.state is State.SUBMITTED]

    def _known(self) -> dict[UUID, Item]:
        file = self.world.run(file_of(self.world.conn, self.world.cipher, self.person))
        return {item.id: item for item in file.items} if file else {}

    def _versions(self) -> list[asyncpg.Record]:
        return self.world.rows(
            """
            select v.*, i.deleted_at, d.employer_id as decided_for, d.attestation,
                   array(select file_id from version_files where version_id = v.id order by position) as files
            from item_versions v
            join items i on i.id = v.item_id
            left join decisions d on d.id = v.decision_id
            where i.person_id = $1
            order by v.item_id, v.number
            """,
            self.person,
        )

    def _pick(self, data: st.DataObject) -> UUID:
        return data.draw(st.sampled_from(list(self.items)))

    def _clerk(self, employer_id: UUID) -> Clerk:
        return Clerk(account_id=new_id(), employer_id=employer_id, name="陈敏华")

    def _act(self, judgements: list[Judgement], *, is_attested: bool) -> Act:
        act_id = new_id()
        return Act(
            id=act_id,
            batch_id=act_id,
            person_id=self.person,
            judgements=judgements,
            is_attested=is_attested,
        )


def _employer(employer_id: UUID, number: int) -> Employer:
    return Employer(
        id=employer_id,
        name=f"绍兴市第{number}环境监测站",
        credit_code=f"{employer_id.int % 10**18:018}",
        city="shaoxing",
        level="city",
        place="市本级",
        department="绍兴市生态环境局",
        status="approved",
        version=2,
    )


def _judgement(item: Item, verdict: Verdict, *, late: int = 0) -> Judgement:
    return Judgement(item_id=item.id, revision=item.revision - late, verdict=verdict, reason=REASON)


def _evidence(person_id: UUID, number: int) -> Evidence:
    return Evidence(
        id=derived(person_id, number),
        name=f"佐证{number}.pdf",
        media_type="application/pdf",
        bytes=1000,
        pages=1,
        sha256="0" * 64,
        fingerprint="f" * 64,
    )


def _form(kind: Kind, name: str) -> dict[str, str]:
    if kind is BASIC:
        return {**BASIC_FORM, "specialty": name}
    if kind.code == "training":
        return {"year": "2020", "hours": "90", "content": name}
    return {**PAPER, "name": name}


def _name_in(values: Any, kind: Kind) -> str:
    return str(values[{"basic": "specialty", "training": "content"}.get(kind.code, "name")])


@pytest.mark.rule("A2.1")
@pytest.mark.rule("A2.2")
@pytest.mark.rule("A2.3")
@pytest.mark.rule("A2.5")
@pytest.mark.rule("C1.1")
async def test_no_order_of_acts_leads_to_a_forbidden_state(
    database: Database, settings_of: SettingsOf
) -> None:
    pool = await database("archive")
    cipher = FieldCipher(settings_of("archive").field_keys.get_secret_value())

    def explore() -> None:
        AnyOrder.world = World(url_of(pool), cipher)
        try:
            run_state_machine_as_test(
                AnyOrder,
                settings=settings(
                    max_examples=20,
                    stateful_step_count=25,
                    deadline=None,
                    derandomize=True,
                    database=None,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            AnyOrder.world.close()

    await asyncio.to_thread(explore)
