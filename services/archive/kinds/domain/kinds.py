"""Every kind of item, in the order in which a file shows them."""

from collections.abc import Mapping

from services.archive.kinds.domain import achievements, career
from services.archive.kinds.domain.basic import BASIC
from services.archive.kinds.domain.kind import Kind

RECORD_KINDS: tuple[Kind, ...] = (
    career.EDUCATION_KIND,
    career.WORK,
    career.TITLE,
    *achievements.ACHIEVEMENTS,
    career.CERTIFICATE,
    career.EXAM,
    career.TRAINING,
    career.APPRAISAL,
)
KINDS: Mapping[str, Kind] = {kind.code: kind for kind in (BASIC, *RECORD_KINDS)}
SECRETS = frozenset(field.name for field in BASIC.fields if field.secret)
