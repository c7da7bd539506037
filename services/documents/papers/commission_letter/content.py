"""评审委托书: what the printed letter says (M1.1)."""

from collections.abc import Sequence
from typing import Any

from contracts.commission import Facts, Person


def content(facts: Facts, people: Sequence[Person]) -> dict[str, Any]:
    """The data of the template."""
    return {
        "platform": facts.platform,
        "printed_on": facts.printed_on.isoformat(),
        "committee": facts.committee,
        "plan": facts.plan,
        "basis": facts.basis,
        "total": facts.total,
        "rows": [
            ["委托单位", facts.unit],
            ["申报计划", facts.plan],
            ["委托人数", f"{facts.total} 人（名单附后）"],
            ["联系人", facts.contact],
            ["联系电话", facts.telephone],
        ],
        "people": [
            [str(number), one.name, one.employer, one.department, one.title_applied, one.specialty]
            for number, one in enumerate(people, 1)
        ],
    }
