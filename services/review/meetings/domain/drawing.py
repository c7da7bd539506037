"""How members are drawn (随机抽取): pure, so that anybody can recompute it from the published text.

Before the list of those who can be drawn is fixed, SHA-256 of a secret seed is published. After the draw the
seed is. Within a category the order is that of SHA-256 of "seed/category/id"; the first are members, the
others their replacements, in that order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

HEAD = "zhicheng draw 1"


class Unreadable(ValueError):
    """The text is not that of a draw."""


@dataclass(frozen=True, kw_only=True)
class Stratum:
    """A category: how many are drawn of it, and from whom."""

    category: str
    wanted: int
    pool: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class Draw:
    """Everything that a draw depends on."""

    commitment: str
    seed: str
    strata: tuple[Stratum, ...]

    @property
    def is_committed(self) -> bool:
        """Whether the seed is the one whose hash was published before."""
        return commitment(self.seed) == self.commitment

    def orders(self) -> Mapping[str, tuple[UUID, ...]]:
        """Everybody in the order of the draw, by category."""
        return {one.category: order(self.seed, one.category, one.pool) for one in self.strata}

    def members(self) -> Mapping[str, tuple[UUID, ...]]:
        """Who is drawn, by category."""
        orders = self.orders()
        return {one.category: orders[one.category][: one.wanted] for one in self.strata}


def commitment(seed: str) -> str:
    """What is published of a seed before the draw."""
    return sha256(seed.encode()).hexdigest()


def order(seed: str, category: str, pool: Sequence[UUID]) -> tuple[UUID, ...]:
    """The order of a category; it does not depend on how the pool is sorted."""
    return tuple(sorted(pool, key=lambda one: sha256(f"{seed}/{category}/{one}".encode()).hexdigest()))


def written(draw: Draw) -> str:
    """The text that is published: ids only, no names."""
    lines = [HEAD, f"commitment {draw.commitment}", f"seed {draw.seed}"]
    members = draw.members()
    for one in draw.strata:
        lines.append(f"stratum {one.wanted} {one.category}")
        lines += [f"eligible {expert}" for expert in sorted(one.pool)]
        lines += [f"member {expert}" for expert in members[one.category]]
    return "\n".join(lines) + "\n"


def read(text: str) -> tuple[Draw, Mapping[str, tuple[UUID, ...]]]:
    """A published draw, and who it says was drawn."""
    lines = [line.split(" ", 1) for line in text.splitlines() if line.strip()]
    if not lines or " ".join(lines[0]) != HEAD or any(len(line) != 2 for line in lines):  # noqa: PLR2004 - word and value
        raise Unreadable
    single: dict[str, str] = {}
    strata: list[tuple[str, int, list[UUID], list[UUID]]] = []
    for word, value in lines[1:]:
        if word in {"commitment", "seed"} and word not in single:
            single[word] = value
        elif word == "stratum":
            strata.append(_stratum(value))
        elif word in {"eligible", "member"} and strata:
            pool, members = strata[-1][2:]
            (pool if word == "eligible" else members).append(_id(value))
        else:
            raise Unreadable
    if single.keys() != {"commitment", "seed"} or len({one[0] for one in strata}) != len(strata):
        raise Unreadable
    draw = Draw(
        commitment=single["commitment"],
        seed=single["seed"],
        strata=tuple(
            Stratum(category=category, wanted=wanted, pool=tuple(pool))
            for category, wanted, pool, _ in strata
        ),
    )
    return draw, {category: tuple(members) for category, _, _, members in strata}


def _stratum(value: str) -> tuple[str, int, list[UUID], list[UUID]]:
    wanted, _, category = value.partition(" ")
    if not (wanted.isascii() and wanted.isdigit() and category):
        raise Unreadable
    return category, int(wanted), [], []


def _id(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError as error:
        raise Unreadable from error
