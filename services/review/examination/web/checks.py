"""Checks as pages show them."""

from collections.abc import Iterable, Mapping
from typing import Any

from contracts.sections.checks import Check, Overruling, Result
from kit.web import filters
from services.review.examination.domain.checks import RESULT_NAMES
from services.review.examination.domain.checks_table import TABLE

NOT_OVERRULED = "采用核对结果"
RESULT_TONES = {Result.MET: "good", Result.UNMET: "bad", Result.OPEN: "waiting", Result.NOTED: "waiting"}


def shown(computed: Iterable[Check]) -> list[dict[str, Any]]:
    """For a table: what is wanted, what was found, what the office made of it."""
    return [
        {
            "code": check.code,
            "name": check.name,
            "wanted": check.wanted,
            "measured": check.measured,
            "tag": (RESULT_NAMES[check.result], RESULT_TONES[check.result]),
            "reason": check.reason,
            "overruled": _overruled(check.overruled) if check.overruled else "",
            "is_met": check.result is Result.MET,
            "is_noted": check.result is Result.NOTED,
        }
        for check in computed
    ]


def _overruled(one: Overruling) -> str:
    return f"不采用：{one.reason}（{one.by}，{filters.moment(one.at)}）"


def typed_reasons(reasons: Mapping[str, str]) -> list[tuple[str, str]]:
    """Reasons that came too late, as they were typed."""
    return [(f"不采用“{row.name}”的理由", reasons.get(row.code, "")) for row in TABLE]
