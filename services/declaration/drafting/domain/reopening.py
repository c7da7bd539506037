"""After a return only what the office named is open; the rest is opened on request, with a reason (B3.2)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from contracts.sections.decision import DecisionSection, ItemFinding
from services.declaration.drafting.domain.counting import count_characters
from services.declaration.drafting.domain.essays import essay, essay_fault

REASON_LIMIT = 200
RULE = "B3.2"


@dataclass(frozen=True, kw_only=True)
class Area:
    """A part that is open or closed as a whole, and where it is changed."""

    code: str
    name: str
    place: str  # {id} of the declaration, {plan} of its plan

    def page(self, declaration_id: object, plan: str) -> str:
        """Where it is changed."""
        return self.place.format(id=declaration_id, plan=plan)

    def reopening(self, declaration_id: object) -> str:
        """Where it is opened."""
        return f"/declarations/{declaration_id}/reopen/{self.code}"


_AREAS = (
    Area(code="form", name="申报信息", place="/declarations/{id}/form"),
    Area(code="experts", name="推荐专家意见", place="/declarations/{id}/experts"),
    Area(code="assessment", name="自评", place="/declarations/{id}/assessment"),
    Area(code="attachments", name="附件", place="/declarations/{id}/attachments"),
    Area(code="photo", name="证件照", place="/documents/photo?back=/declarations/{id}/after/photo"),
    Area(code="basic", name="个人基本信息", place="/archive/basic"),
    Area(code="records", name="业绩档案", place="/archive/records"),
)
AREAS: Mapping[str, Area] = {area.code: area for area in _AREAS}
FORM, EXPERTS, ASSESSMENT, ATTACHMENTS, PHOTO, BASIC, RECORDS = _AREAS

# What each item of an examination opens; it is mended at the first. An item that is not here opens all.
OPENS: Mapping[str, tuple[Area, ...]] = {
    "basic": (BASIC,),
    "records": (RECORDS,),
    "form": (FORM, EXPERTS, ASSESSMENT),
    "attachments": (ATTACHMENTS,),
    "photo": (PHOTO,),
    "seniority": (FORM, BASIC),
    "appraisal": (RECORDS, ATTACHMENTS),
    "education": (RECORDS, ATTACHMENTS),
    "post_fit": (FORM, ATTACHMENTS),
}
AMISS = frozenset({"unclear", "unmet"})


@dataclass(frozen=True, kw_only=True)
class Opening:
    """An area that may be changed; the reason of whoever asked for it, none where the office named it."""

    area: str
    reason: str
    opened_at: datetime


def to_mend(decision: DecisionSection) -> tuple[ItemFinding, ...]:
    """The items that are not in order, or that the office wants changed."""
    return tuple(item for item in decision.items if item.finding in AMISS or item.name in decision.changes)


def named(decision: DecisionSection) -> frozenset[str]:
    """The areas that a return opens: all of them when it names none, or what is not known here."""
    items = to_mend(decision)
    if not items or not all(item.item in OPENS for item in items):
        return frozenset(AREAS)
    return frozenset(area.code for item in items for area in OPENS[item.item])


def closed(openings: Collection[Opening]) -> frozenset[str]:
    """The areas that may not be changed; none where nothing was named."""
    return frozenset(AREAS) - {one.area for one in openings} if openings else frozenset()


def reason_fault(reason: str) -> str | None:
    """What is wrong with a reason."""
    if not count_characters(essay(reason)):
        return "请写明需要修改的原因"
    return essay_fault(essay(reason), REASON_LIMIT, "原因")
