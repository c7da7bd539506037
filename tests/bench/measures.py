"""One measured number with its unit, what it is held against, and how often it was taken."""

import os
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

BARE = "the same without contents"
APPLICATIONS = int(os.environ.get("BENCH_APPLICATIONS") or 8)


@dataclass(frozen=True, kw_only=True)
class Measure:
    """`baseline` is the same thing done as barely as possible, in the same run."""

    area: str
    what: str
    value: float
    unit: str
    samples: int = 1
    baseline: float | None = None
    against: str = ""

    @property
    def ratio(self) -> float | None:
        return self.value / self.baseline if self.baseline else None


@dataclass
class Samples:
    """Durations of the same thing, in seconds."""

    taken: list[float] = field(default_factory=list)

    def at(self, share: float) -> float:
        """The duration that this share of all does not exceed."""
        ranked = sorted(self.taken)
        return ranked[min(len(ranked) - 1, int(share * len(ranked)))] if ranked else float("nan")

    @property
    def middle(self) -> float:
        return median(self.taken)

    def __len__(self) -> int:
        return len(self.taken)


async def timed(times: int, do: Callable[[], Awaitable[object]], *, warm: int = 3) -> Samples:
    """Do it again and again, one after the other."""
    samples = Samples()
    for number in range(-warm, times):
        began = time.perf_counter()
        await do()
        if number >= 0:
            samples.taken.append(time.perf_counter() - began)
    return samples


def timed_here(times: int, do: Callable[[], object], *, warm: int = 3) -> Samples:
    """The same for something that does not wait."""
    samples = Samples()
    for number in range(-warm, times):
        began = time.perf_counter()
        do()
        if number >= 0:
            samples.taken.append(time.perf_counter() - began)
    return samples


def milliseconds(
    area: str,
    what: str,
    samples: Samples,
    shares: Sequence[float],
    against: tuple[str, Samples] | None = None,
) -> list[Measure]:
    return [
        Measure(
            area=area,
            what=f"{what}, p{share * 100:.0f}",
            value=samples.at(share) * 1000,
            unit="ms",
            samples=len(samples),
            baseline=against[1].at(share) * 1000 if against else None,
            against=against[0] if against else "",
        )
        for share in shares
    ]
