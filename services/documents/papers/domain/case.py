"""The sealed sections of a case, and the few questions that papers ask of them."""

from dataclasses import dataclass, replace
from datetime import datetime

from contracts.application import Verdict
from contracts.sections import archive as contract
from contracts.sections.archive import ArchiveSection, Visibility
from contracts.sections.decision import DecisionSection
from contracts.sections.declaration import DeclarationSection, Declared
from contracts.sections.documents import DocumentsSection
from contracts.sections.entries import value_of
from contracts.sections.identity import Employer, IdentitySection, Person
from contracts.sections.settlement import SettlementSection
from kit.clock import SHANGHAI


@dataclass(frozen=True, kw_only=True)
class Case:
    """What was submitted in the present round, and what offices said of it, in order."""

    identity: IdentitySection
    archive: ArchiveSection
    declaration: DeclarationSection
    documents: DocumentsSection
    decisions: tuple[DecisionSection, ...] = ()
    settlements: tuple[SettlementSection, ...] = ()

    @property
    def person(self) -> Person:
        """Name, gender, birthday, numbers."""
        return self.identity.person

    @property
    def employer(self) -> Employer:
        """The employer as bound."""
        return self.identity.employer

    @property
    def declared(self) -> Declared:
        """申报信息."""
        return self.declaration.declared

    def basic(self, *codes: str) -> str:
        """What 个人基本信息 says under the first of these codes that is there."""
        return next((found for code in codes if (found := value_of(self.archive.basic, code))), "")

    @property
    def title(self) -> str:
        """The current title."""
        return self.declared.current_title or self.basic("current_title")

    @property
    def obtained(self) -> str:
        """When it was obtained: six digits."""
        return self.declared.current_title_on or self.basic("title_obtained_on")

    @property
    def appointed(self) -> str:
        """When the person was appointed to it: six digits."""
        return self.declared.appointed_on or self.basic("appointed_on")

    @property
    def kind(self) -> str:
        """申报方式, with what is special about it."""
        options = "、".join(self.declared.options)
        return self.declared.kind_name + (f"（{options}）" if options else "")

    @property
    def passes(self) -> tuple[DecisionSection, ...]:
        """The decisions that sent it on."""
        return tuple(one for one in self.decisions if one.verdict is Verdict.PASSED)

    @property
    def dated_at(self) -> datetime | None:
        """The newest thing that is told; none when nothing has a day."""
        told = [*(one.decided_at for one in self.decisions), *(one.paid_at for one in self.settlements)]
        return max(told).astimezone(SHANGHAI) if told else None

    def records(self, *kinds: str) -> list["Record"]:
        """The achievement records of some kinds, oldest first."""
        marked = set(self.archive.representative)
        found = (
            Record(one, is_representative=one.id in marked)
            for one in self.archive.records
            if one.kind in kinds
        )
        return sorted(found, key=lambda record: (record.start, record.end))

    @property
    def made_public(self) -> "Case":
        """The case without the records that only the offices may see."""
        shown = (one for one in self.archive.records if one.visibility is Visibility.PUBLIC)
        return replace(self, archive=replace(self.archive, records=tuple(shown)))


class Record:
    """One achievement record, read code by code, so that what nobody asked for is left over."""

    def __init__(self, record: contract.Record, *, is_representative: bool = False) -> None:
        self.title = record.title
        self.is_representative = is_representative
        self.start = record.start
        self.end = record.end
        self._entries = record.entries
        self._taken: set[str] = set()

    def take(self, *codes: str) -> str:
        """The values under these codes, as far as there are any, side by side."""
        self._taken.update(codes)
        return "，".join(found for code in codes if (found := value_of(self._entries, code)))

    def skip(self, *codes: str) -> None:
        """What is shown otherwise (times) or has no place on the paper."""
        self._taken.update(codes)

    def rest(self) -> str:
        """Whatever was not taken, with its labels."""
        left = (one for one in self._entries if one.code not in self._taken)
        return "；".join(f"{one.label}：{value_of([one], one.code)}" for one in left)

    @property
    def mark(self) -> str:
        """What a representative achievement has behind its name."""
        return "（代表作）" if self.is_representative else ""

    @property
    def span(self) -> str:
        """201509—201806, 201807至今, or one month (M2.1)."""
        if self.start == self.end:
            return self.start
        return f"{self.start}—{self.end}" if self.end else f"{self.start}至今"
