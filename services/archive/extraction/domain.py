"""提取业绩: which verified achievements a declaration takes, and what stands against it (A7.1 to A7.3)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from contracts.career import in_words
from kit.errors import Fault
from services.archive.file.domain import Item, basic_of, records_of
from services.archive.kinds.domain.achievements import ACHIEVEMENTS

ALONE = "独立完成"
MARKED = "representative"  # the field in which they are marked

Limits = Mapping[str, int]  # kind → how many the plan lets one take


@dataclass(frozen=True, kw_only=True)
class Pick:
    """One achievement that was chosen, in the version that was verified then."""

    item_id: UUID
    version_id: UUID
    is_representative: bool = False  # 代表作
    fixed_for: UUID | None = None  # by the first preview of this application; without one, by the person
    chosen_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Extraction:
    """A file seen from a declaration. Until somebody chooses, or previews, all that may be taken is."""

    items: Sequence[Item]
    picks: tuple[Pick, ...]

    @property
    def since(self) -> str:
        """The month in which the current title was obtained, six digits; nothing without a title."""
        basic = basic_of(self.items)
        return str(basic.verified.values.get("title_obtained_on", "")) if basic and basic.verified else ""

    @property
    def verified(self) -> list[Item]:
        """Every verified achievement."""
        return [item for item in records_of(self.items) if item.is_usable and item.kind in ACHIEVEMENTS]

    @property
    def offered(self) -> list[Item]:
        """What may be taken: verified, and of the time since the current title (A7.1)."""
        return [item for item in self.verified if not self._is_before(item)]

    @property
    def earlier(self) -> list[Item]:
        """What is verified and may not be taken."""
        return [item for item in self.verified if self._is_before(item)]

    @property
    def waiting(self) -> list[Item]:
        """Achievements of which no version is verified yet."""
        return [item for item in records_of(self.items) if item.kind in ACHIEVEMENTS and not item.is_usable]

    @property
    def taken(self) -> list[Item]:
        """What the declaration takes."""
        chosen = {pick.item_id for pick in self.picks}
        return [item for item in self.offered if item.id in chosen or not self.picks]

    @property
    def is_chosen(self) -> bool:
        """Whether the person chose, and not the first preview."""
        return any(pick.fixed_for is None for pick in self.picks)

    @property
    def later(self) -> list[Item]:
        """What was verified after the choice and is not taken: it is told, never added by itself."""
        at = max((pick.chosen_at for pick in self.picks if pick.chosen_at), default=None)
        taken = {item.id for item in self.taken}
        return [
            item
            for item in self.offered
            if item.id not in taken and at and item.verified and item.verified.decided_at
            if item.verified.decided_at > at
        ]

    def fixed(self, application_id: UUID) -> "Extraction":
        """With what is taken, in the present versions, for this application; what came later is not added."""
        picks = tuple(
            Pick(item_id=item.id, version_id=item.verified.id, fixed_for=application_id)
            for item in self.taken
            if item.verified
        )
        return Extraction(items=self.items, picks=picks)

    @property
    def marked(self) -> frozenset[UUID]:
        """What of it was marked as representative."""
        return frozenset(pick.item_id for pick in self.picks if pick.is_representative)

    @property
    def left_out(self) -> frozenset[UUID]:
        """The verified achievements that the declaration does not take."""
        taken = {item.id for item in self.taken}
        return frozenset(item.id for item in self.verified if item.id not in taken)

    @property
    def token(self) -> str:
        """What was chosen, in short: a page that was drawn before another choice has another one."""
        chosen = sorted(f"{pick.version_id}{'*' * pick.is_representative}" for pick in self.picks)
        return sha256(" ".join(chosen).encode()).hexdigest()[:16] if chosen else ""

    def chosen(self, ids: Sequence[UUID], marked: Sequence[UUID] = ()) -> "Extraction":
        """With another choice: of what is offered, in the versions that are verified now."""
        picks = tuple(
            Pick(item_id=item.id, version_id=item.verified.id, is_representative=item.id in marked)
            for item in self.offered
            if item.verified and item.id in ids
        )
        return Extraction(items=self.items, picks=picks)

    def faults(self, limits: Limits) -> list[Fault]:
        """All that stands against the choice; the field is the kind."""
        return [*self._too_many(limits), *self._unproven(), *self._changed()]

    def may_take(self, ids: Sequence[UUID]) -> bool:
        """Whether all of these are offered."""
        return set(ids) <= {item.id for item in self.offered}

    def marking_faults(self, marked: Sequence[UUID], most: int) -> Iterator[Fault]:
        """What stands against marking these as representative."""
        if len(set(marked)) > most:
            told = f"代表作最多标注 {most} 项，现为 {len(set(marked))} 项，请只保留最能代表专业水平的"
            yield Fault(field=MARKED, rule="A7.3", message=told)
        for item in self.offered:
            if item.id in marked and item.id not in self.marked:
                told = f"“{_name(item)}”标注为代表作，但没有提取，请同时勾选提取，或取消标注"
                yield Fault(field=MARKED, rule="A7.1", message=told)

    def _is_before(self, item: Item) -> bool:
        """Whether it had ended before the title; the month of the title counts, and what still goes on."""
        end = item.kind.span_of(item.verified.values)[1] if item.verified else ""
        return bool(end) and end < self.since

    def _too_many(self, limits: Limits) -> Iterator[Fault]:
        counted = Counter(item.kind.code for item in self.taken)
        for kind in ACHIEVEMENTS:
            most, count = limits.get(kind.code), counted[kind.code]
            if most is not None and count > most:
                told = f"{kind.name}最多提取 {most} 项，现为 {count} 项，请只保留最能代表专业水平的"
                yield Fault(field=kind.code, rule="A7.3", message=told)

    def _unproven(self) -> Iterator[Fault]:
        """A project of several people needs evidence that the applicant was a main contributor."""
        for item in self.taken:
            version = item.verified
            role = version.values.get("role", ALONE) if version else ALONE
            if version and role != ALONE and not version.files:
                told = (
                    f"“{_name(item)}”是集体完成的，须有本人系主要贡献者的依据："
                    "请在这条记录中上传并提交核验，或不提取这一项"
                )
                yield Fault(field=item.kind.code, rule="A7.2", message=told)

    def _changed(self) -> Iterator[Fault]:
        """What was chosen and is another now: the archive changes no declaration by itself."""
        now = {item.id: item for item in self.items}
        offered = {item.id for item in self.offered}
        for pick in self.picks:
            if pick.fixed_for:
                continue  # nobody chose it: the next preview takes and shows what it is now
            item = now.get(pick.item_id)
            if item is None:
                continue
            if why := self._why_changed(item, pick, is_offered=item.id in offered):
                yield Fault(field=item.kind.code, rule="A7.1", message=why)

    def _why_changed(self, item: Item, pick: Pick, *, is_offered: bool) -> str:
        if item.is_deleted:
            return f"“{_name(item)}”已从档案中删除，请重新确认提取的业绩"
        if not is_offered:
            return f"“{_name(item)}”在取得现任资格（{in_words(self.since)}）以前，不能提取，请重新确认"
        if item.verified and item.verified.id != pick.version_id:
            return f"“{_name(item)}”提取以后核验了新的内容，请核对后重新确认"
        return ""


def _name(item: Item) -> str:
    """The item in one line, as it was verified."""
    return item.kind.title_of((item.verified or item.current).values)
