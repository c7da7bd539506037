"""The city's texts that an office may start from: for which field, and what comes of what stands there."""

from collections.abc import Collection, Iterable

import cities
from contracts.case import Role


def offered_at(opinions: Iterable[cities.Opinion], role: Role) -> dict[str, list[cities.Opinion]]:
    """The texts that an office of this role is offered, by the field for which they are."""
    found: dict[str, list[cities.Opinion]] = {}
    for one in opinions:
        if not one.roles or role in one.roles:
            found.setdefault(one.place, []).append(one)
    return found


def filled(written: str, chosen: str, standard: Collection[str]) -> str:
    """What stands in the field then: the text, after what somebody typed; a standard text makes room."""
    if not written or written in standard:
        return chosen
    return written if chosen in written else f"{written}\n{chosen}"
