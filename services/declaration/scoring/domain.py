"""自评: the pages of a plan's tree, what was filled in on them, and what it comes to (A6.4)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from cities import Kind, Plan, Scoring
from cities.assessing import Assessment, assess, choices, explained, points_of, words
from cities.scoring import PROVING, Aspect, Group, Item
from contracts.normal.signs import composed
from contracts.sections.archive import ArchiveSection
from contracts.sections.assessment import Claim, Explained, SelfAssessment
from contracts.sections.entries import Entry, Shape
from contracts.sections.verified import VerifiedRecord
from kit.errors import Fault
from services.declaration.drafting.domain.answers import Answers

RULE = "A6.4"
GATES, COUNTS = "gates", "counts"
TICKED = "yes"
PART_NAMES: Mapping[str, str] = {GATES: "控制项", COUNTS: "学历、学位和其他", **PROVING}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """By what somebody scores themselves: the tree, the points to reach, the records that can prove."""

    scoring: Scoring
    minimum: int
    records: tuple[VerifiedRecord, ...]

    @property
    def parts(self) -> tuple[str, ...]:
        """The pages: the gates, one for each kind of records that counts, one for what has no record."""
        items = [item for _, _, item in self.scoring.places()]
        kinds = [kind for kind in PROVING if any(kind in item.evidence for item in items)]
        return (GATES, *kinds, *([COUNTS] if any(not item.evidence for item in items) else []))

    def of_kind(self, kind: str) -> list[VerifiedRecord]:
        """The verified records of one kind."""
        return [record for record in self.records if record.kind == kind]

    def counted(self) -> Iterator[tuple[Aspect, Group, Item]]:
        """The rows that want a number or a tick."""
        return (place for place in self.scoring.places() if not place[2].evidence)

    def options(self, kind: str) -> dict[str, str]:
        """As what a record of this kind may be claimed, with the points that it counts by itself."""
        return {
            f"{item.id}/{words(amount)}": _option(aspect, group, item, amount)
            for aspect, group, item in self.scoring.places()
            if kind in item.evidence
            for amount in choices(item)
        }


def _option(aspect: Aspect, group: Group, item: Item, amount: Decimal) -> str:
    name = f"{item.name}，第 {words(amount)} 名" if item.ranks else item.name
    place = f"{aspect.name} · {group.name}" if group.name != aspect.name else group.name
    return f"{place} · {name}：{words(points_of(item, amount))} 分"


def assessed_kind(plan: Plan, slug: object = None) -> Kind | None:
    """The kind of this name if it asks for a self-assessment; without a name whichever does."""
    return next(
        (one for one in plan.kind if one.minimum_score is not None and slug in (None, one.slug)), None
    )


def typed(
    asked: Asked, part: str, get: Callable[[str], object], get_list: Callable[[str], Iterable[object]]
) -> dict[str, str | list[str]]:
    """Take the fields of a page out of what was sent, whatever they say."""
    if part == GATES:
        return {GATES: [gate for gate in asked.scoring.gates if gate in map(str, get_list(GATES))]}
    fields = (
        [item.id for _, _, item in asked.counted()]
        if part == COUNTS
        else [str(record.id) for record in asked.of_kind(part)]
    )
    return {name: str(get(name) or "")[:80].strip().replace("\x00", "") for name in fields}


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What was claimed, what it comes to, and everything that stands against it."""

    asked: Asked
    claims: tuple[Claim, ...]
    gates: tuple[str, ...]
    assessment: Assessment
    faults: Mapping[str, tuple[Fault, ...]] = field(default_factory=dict)  # by page

    @property
    def total(self) -> Decimal:
        """The score."""
        return self.assessment.total

    @property
    def missing(self) -> Decimal:
        """How many points are missing; none when it is enough."""
        return max(Decimal(self.asked.minimum) - self.total, Decimal(0))

    @property
    def open_gates(self) -> tuple[str, ...]:
        """The gates that are not ticked."""
        return tuple(gate for gate in self.asked.scoring.gates if gate not in self.gates)

    @property
    def lacking(self) -> tuple[tuple[str, str], ...]:
        """All that stands against submitting: the page (none: the overview), and what to do."""
        found = [(part, fault.message) for part, faults in self.faults.items() for fault in faults]
        if self.open_gates:
            told = f"自评的控制项还没有全部确认：{'、'.join(self.open_gates)}。请确认符合后再提交"
            found.append((GATES, told))
        if self.missing:
            told = (
                f"自评 {words(self.total)} 分，达到 {self.asked.minimum} 分才能提交，"
                f"还差 {words(self.missing)} 分。请补充自评，或改选其他申报方式"
            )
            found.append(("", told))
        return tuple(found)

    def sealed(self) -> SelfAssessment:
        """As it goes into the case."""
        return SelfAssessment(
            minimum=self.asked.minimum,
            total=self.total,
            gates=self.gates,
            claims=self.claims,
            explained=told_of(self.assessment, self.claims),
            scoring=self.asked.scoring.model_dump_json(exclude_defaults=True),
        )


def told_of(assessment: Assessment, claims: Iterable[Claim]) -> tuple[Explained, ...]:
    """The explanation, as people read it."""
    titles = {claim.record: claim.title for claim in claims if claim.record}
    return tuple(
        Explained(
            heading=one.heading,
            entries=tuple(
                Entry(code=line.code, label=line.label, shape=Shape.LIST, value=line.words)
                for line in one.lines
            ),
        )
        for one in explained(assessment, titles)
    )


def standing(asked: Asked, answers: Mapping[str, Answers]) -> Standing:
    """What was filled in on all pages, and what it comes to."""
    claims: list[Claim] = []
    faults: dict[str, tuple[Fault, ...]] = {}
    for part in asked.parts:
        if part == GATES:
            continue
        read = _counts if part == COUNTS else _records
        found, wrong = read(asked, part, answers.get(part, {}))
        claims += found
        if wrong:
            faults[part] = tuple(wrong)
    ticked = answers.get(GATES, {}).get(GATES, [])
    return Standing(
        asked=asked,
        claims=tuple(claims),
        gates=tuple(gate for gate in asked.scoring.gates if gate in ticked),
        assessment=assess(asked.scoring, claims, {record.id for record in asked.records}),
        faults=faults,
    )


def _records(asked: Asked, part: str, answers: Answers) -> tuple[list[Claim], list[Fault]]:
    """Each record is claimed once at most: one cannot choose two places for it."""
    options, records = asked.options(part), {str(one.id): one for one in asked.of_kind(part)}
    claims, faults = [], []
    for name, chosen in answers.items():
        record = records.get(name)
        if not chosen:
            continue
        if record is None:
            told = f"有一项{PART_NAMES[part]}不再是经用人单位核验通过的，没有计分。请打开这一页核对后重新保存"
            faults.append(Fault(field="", rule=RULE, message=told))
        elif chosen not in options:
            faults.append(
                Fault(field=name, rule=RULE, message=f"“{record.title}”的计分位置不在评分标准中，请重新选择")
            )
        else:
            row, amount = str(chosen).split("/")
            claims.append(Claim(row=row, record=record.id, title=record.title, amount=Decimal(amount)))
    return claims, faults


def _counts(asked: Asked, _part: str, answers: Answers) -> tuple[list[Claim], list[Fault]]:
    claims, faults = [], []
    for _, _, item in asked.counted():
        text = composed("NFKC", str(answers.get(item.id) or ""))
        text = "1" if text == TICKED else text
        if not text:
            continue
        if not (text.isascii() and text.isdecimal() and int(text) <= item.at_most):
            told = f"{item.name}应为 0 至 {item.at_most} 的整数，没有的不填"
            faults.append(Fault(field=item.id, rule=RULE, message=told))
        elif int(text):
            claims.append(Claim(row=item.id, amount=Decimal(text)))
    return claims, faults


def unsealed(assessment: SelfAssessment, archive: ArchiveSection) -> Sequence[Claim]:
    """The claims whose record does not go into the case: left out of the extraction."""
    there = {record.id for record in archive.records}
    return [claim for claim in assessment.claims if claim.record and claim.record not in there]
