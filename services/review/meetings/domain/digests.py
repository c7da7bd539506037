"""What is sealed of the papers of a meeting: the digest of what they say, in a form that does not change.

Who prints them, for which platform and in how many parts is no part of it. The fields are named one by one: a
paper that says more later leaves the digests of earlier meetings as they are.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

import rfc8785

from contracts.minutes import Facts, Lists
from contracts.sections.result import ResultMeeting
from kit.clock import SHANGHAI

FORM = 2  # since 2 the minutes have opinions of groups and what came of interviews
_FACTS = ("committee", "title", "number", "place", "plan", "year", "scope", "recused_counts", "commitment")
_PEOPLE = ("chair", "chair_part", "counted_by", "recorded_by")
_MOMENTS = ("drawn_at", "opened_at", "closed_at", "recorded_at")
_MEMBER = ("name", "unit", "category", "part", "is_present")
_VOTED = ("number", "name", "employer", "category", "title_applied")
_COUNTED = ("present", "recused", "counted", "yes", "no", "invalid", "is_elected", "text")
_INTERVIEW, _OPINION = ("number", "interview"), ("number", "opinion")
_RECUSED = ("applicant", "member", "why")


def meeting_of(facts: Facts, lists: Sequence[Lists], form: int = FORM) -> ResultMeeting:
    """Number, day and place of a meeting with the digests of both papers."""
    told = {name: getattr(facts, name) for name in (*_FACTS, *_PEOPLE)} | {
        name: getattr(facts, name).astimezone(SHANGHAI).isoformat(timespec="seconds") for name in _MOMENTS
    }
    told["held_on"] = facts.held_on.isoformat()
    voted = _rows((one for part in lists for one in part.voted), (*_VOTED, *_COUNTED))
    members = _rows((one for part in lists for one in part.members), _MEMBER)
    recused = _rows((one for part in lists for one in part.recused), _RECUSED)
    spoken = _rows((one for part in lists for one in part.voted if one.interview), _INTERVIEW)
    written = _rows((one for part in lists for one in part.voted if one.opinion), _OPINION)
    more = {"interviews": spoken, **({"opinions": written} if written else {})} if form > 1 else {}
    return ResultMeeting(
        title=facts.title,
        number=facts.number,
        held_on=facts.held_on,
        place=facts.place,
        minutes_sha256=_digest("minutes", form, told, members=members, voted=voted, recused=recused, **more),
        vote_sheet_sha256=_digest("vote_sheet", form, told, voted=voted),
    )


def _rows(lines: Iterable[object], names: Sequence[str]) -> list[list[Any]]:
    return [[getattr(line, name) for name in names] for line in lines]


def _digest(paper: str, form: int, told: dict[str, Any], **lists: list[list[Any]]) -> str:
    facts = {name: list(one) if isinstance(one, tuple) else one for name, one in told.items()}
    return sha256(rfc8785.dumps({"form": form, "paper": paper, "facts": facts, **lists})).hexdigest()
