"""What a declaration takes from the verified archive, and where it differs from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from contracts.career import in_words
from contracts.sections.declaration import NO_TITLE, Declared
from contracts.sections.entries import Entry, Shape, Told, told_of

# The field of what is declared → the code of the basic information.
TAKEN: Mapping[str, str] = {
    "specialty": "specialty",
    "current_title": "current_title",
    "current_title_on": "title_obtained_on",
    "appointed_on": "appointed_on",
    "years": "years",
}
BEGAN = "worked_since"
# What is told of a verified record beside its title, kind by kind; of others nothing.
LISTED: Mapping[str, tuple[str, ...]] = {
    "education": ("to", "school", "major", "level", "degree", "certificate_no"),
    "project": ("role", "rank", "content", "result"),
    "award": ("level", "grade", "rank", "authority"),
    "honour": ("level", "authority"),
    "paper": ("journal", "authorship", "rank", "summary"),
    "book": ("publisher", "authorship", "summary"),
    "patent": ("rank", "owner"),
    "report": ("type", "role", "used_by", "summary"),
}
TOLD: Mapping[str, Told] = {name: told for name, told in told_of(Declared) if name in TAKEN}


@dataclass(frozen=True, kw_only=True)
class ProvenTitle:
    """A title that is proven by files, in the months that the employer compared with them."""

    name: str
    obtained_on: str
    appointed_on: str = ""


@dataclass(frozen=True, kw_only=True)
class Year:
    """What is verified of one year: hours of continuing education, and how the work was appraised."""

    year: int
    hours: str = ""
    special_hours: str = ""
    general_hours: str = ""
    is_certified: bool = False  # the hours are proven by a file
    appraisal: str = ""


@dataclass(frozen=True, kw_only=True)
class Proven:
    """What of the verified records a declaration goes by, so that it asks nobody for it again."""

    titles: tuple[ProvenTitle, ...] = ()
    years: tuple[Year, ...] = ()
    files: Mapping[str, int] = field(default_factory=dict)  # kind → records with files; since the title


@dataclass(frozen=True, kw_only=True)
class Verified:
    """The facts as they were verified; months are YYYYMM, empty without a current title."""

    specialty: str
    current_title: str
    current_title_on: str
    appointed_on: str
    years: int
    worked_since: str = ""
    proven: Proven = Proven()


@dataclass(frozen=True, kw_only=True)
class VerifiedRecord:
    """A record that was verified, as a declaration names it."""

    id: UUID
    kind: str
    title: str
    files: int  # how many prove it
    version: str = ""  # which of its versions this is
    entries: tuple[Entry, ...] = ()  # what of it is told: LISTED
    start: str = ""  # six digits, as of a sealed record; an open end is empty
    end: str = ""
    is_public: bool = True  # or for the offices alone


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One fact that is declared otherwise than it was verified."""

    field: str
    label: str
    declared: str
    verified: str


def verified_of(basic: Mapping[str, object], proven: Proven | None = None) -> Verified:
    """The facts of the basic information, by code, and what the records prove."""
    told = {name: str(basic.get(code) or "") for name, code in TAKEN.items()}
    return Verified(
        specialty=told["specialty"],
        current_title=told["current_title"] or NO_TITLE,
        current_title_on=told["current_title_on"],
        appointed_on=told["appointed_on"],
        years=int(told["years"] or 0),
        worked_since=str(basic.get(BEGAN) or ""),
        proven=proven or Proven(),
    )


def sealed_facts(basic: Iterable[Entry]) -> Verified:
    """The same of a sealed archive."""
    return verified_of({entry.code: entry.value for entry in basic})


def facts(stated: Verified | Declared) -> dict[str, str]:
    """What either says, under its label, in words."""
    return {told.label: _words(getattr(stated, name), told.shape) for name, told in TOLD.items()}


def differences(verified: Verified, declared: Verified | Declared) -> tuple[Difference, ...]:
    """Every fact in which the two differ."""
    ours, theirs = facts(declared), facts(verified)
    return tuple(
        Difference(field=name, label=told.label, declared=ours[told.label], verified=theirs[told.label])
        for name, told in TOLD.items()
        if ours[told.label] != theirs[told.label]
    )


def _words(value: str | int, shape: Shape) -> str:
    if shape is Shape.MONTH:
        return in_words(str(value)) if value else NO_TITLE
    return f"{value} 年" if shape is Shape.YEARS else str(value)
