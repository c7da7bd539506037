"""How many of each process run: SCALE="review.worker=3 payment.api=2", or "all=2" for each of them."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from deploy.local.ports import Ports
from deploy.local.services import SERVICES

ROLES = ("api", "worker", "relay")
WORKFLOWS = "workflows"
CODEC = "codec"
SCALED = (
    *(f"{service}.{role}" for role in ROLES for service in SERVICES),
    *(f"{WORKFLOWS}.{role}" for role in ("worker", "intake", CODEC)),
)
ALL = "all"
MOST = 9
ENTRY = re.compile(r"(?P<name>[^=]+)=(?P<count>\d+)")


class BadScale(Exception):
    """It is not said so that it could be done."""

    def __init__(self, faults: list[str]) -> None:
        """Tell all that is wrong, and what can be said."""
        lines = "\n".join(f"  {fault}" for fault in faults)
        super().__init__(
            f"SCALE is not understood:\n{lines}\n"
            f'Say it like SCALE="review.worker=3 payment.api=2", each from 1 to {MOST}; '
            f"there are {ALL}, {', '.join(SCALED)}"
        )


@dataclass(frozen=True)
class Scale:
    """Name of a process → how many of it run; what is not named runs once."""

    counts: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> "Scale":
        """Read what was said, or `BadScale` with everything that is wrong with it."""
        faults: list[str] = []
        told: dict[str, int] = {}
        for word in text.replace(",", " ").split():
            match = ENTRY.fullmatch(word)
            if match is None:
                faults.append(f"{word}: no name with a number")
            elif fault := _fault(match["name"], int(match["count"]), told):
                faults.append(f"{word}: {fault}")
            else:
                told[match["name"]] = int(match["count"])
        everywhere = told.pop(ALL, 1)
        counts = {name: told.get(name, everywhere) for name in SCALED}
        scale = cls({name: count for name, count in counts.items() if count > 1})
        further = len(scale.further)
        if further > (room := Ports.room()):
            faults.append(f"{further} further ports for APIs and {WORKFLOWS}.{CODEC}, and {room} are there")
        if faults:
            raise BadScale(faults)
        return scale

    @classmethod
    def chosen(cls) -> "Scale | None":
        """Return what the environment says, if it says anything."""
        text = os.environ.get("ZHICHENG_SCALE", "").strip()
        return cls.parse(text) if text else None

    def __str__(self) -> str:
        """Return it as it would be said."""
        return " ".join(f"{name}={count}" for name, count in self.counts.items())

    def of(self, name: str) -> int:
        """Return how many of a process run."""
        return self.counts.get(name, 1)

    def numbers(self, name: str) -> range:
        """Return the numbers of a process's instances; the first is called as if it were alone."""
        return range(1, self.of(name) + 1)

    @property
    def further(self) -> tuple[str, ...]:
        """Return what needs a port besides those that everybody knows, in the same order each time."""
        return tuple(self._further())

    def _further(self) -> Iterator[str]:
        for service in SERVICES:
            for number in self.numbers(f"{service}.api")[1:]:
                yield f"{service}.{number}"
        if self.of(f"{WORKFLOWS}.{CODEC}") > 1:  # the gateway takes the one that the Temporal UI knows
            yield from (f"{CODEC}.{number}" for number in self.numbers(f"{WORKFLOWS}.{CODEC}"))


ONCE = Scale()


def instance(name: str, number: int) -> str:
    """Return the name of one of several."""
    return name if number == 1 else f"{name}.{number}"


def _fault(name: str, count: int, told: Mapping[str, int]) -> str:
    if name not in (ALL, *SCALED):
        return "no process of ours that could run several times"
    if name in told:
        return "said twice"
    return "" if 1 <= count <= MOST else f"from 1 to {MOST}"
