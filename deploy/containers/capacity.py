"""python -m deploy.containers.capacity: what a city, a province and the country need.

Writes the tables of docs/capacity.md and the chart's values for a province and for the country, from what was
measured (`make capacity`).
"""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from deploy.local.environment import WORKFLOWS
from deploy.local.services import SERVICES
from deploy.local.site import CHECKOUT

# Measured: 32 applications side by side by pages, photo to printed form, on the embedded stack (two cores
# that others used, too), as `make bench` drives them. Seconds of a processor for one, children's included.
SECONDS = {
    "postgres": 0.386,
    "rabbitmq": 0.113,
    "temporal": 0.842,
    "seaweed": 0.262,
    "gateway": 0.098,
    "identity.api": 0.016,
    "archive.api": 0.011,
    "declaration.api": 0.306,
    "review.api": 0.409,
    "payment.api": 0.037,
    "documents.api": 1.213,
    "notification.api": 0.010,
    "operations.api": 0.0,  # operators' own; its survey asks once a minute, however many cases there are
    "identity.worker": 0.096,
    "archive.worker": 0.025,
    "declaration.worker": 0.084,
    "review.worker": 0.111,
    "payment.worker": 0.011,
    "documents.worker": 0.600,
    "notification.worker": 0.017,
    "operations.worker": 0.0,
    "identity.relay": 0.008,
    "archive.relay": 0.001,
    "declaration.relay": 0.013,
    "review.relay": 0.048,
    "payment.relay": 0.003,
    "documents.relay": 0.004,
    "notification.relay": 0.005,
    "operations.relay": 0.0,
    "workflows.worker": 0.228,
    "workflows.intake": 0.018,
    "workflows.codec": 0.0,
}
# The same run: bytes in the database with indexes, rows, events in the outbox.
DATABASE_BYTES = {
    "identity": 14_592,
    "archive": 5_888,
    "declaration": 53_504,
    "review": 105_984,
    "payment": 10_496,
    "documents": 35_840,
    "notification": 2_560,
}
ROWS, EVENTS_TOLD, TASKS = 278, 68, 4
STORE_BYTES, TEMPORAL_BYTES = 851_900, 295_900
HISTORY, REQUESTS, SENT_BYTES = 242, 108, 431_000
# Memory after that run, in MiB (proportional set size, children included).
MEMORY = {"api": 105, "worker": 104, "relay": 38, "intake": 63, "codec": 66, "gateway": 33}
OWN_MEMORY = {"documents.api": 350, "documents.worker": 322}
# The most that one gets: three times that, and whole children where files of people are opened (DOCUMENTS_*).
MOST = {"api": 384, "worker": 384, "relay": 192, "intake": 256, "codec": 256, "gateway": 256}
OWN_MOST = {"documents.api": 2560, "documents.worker": 1536, f"{WORKFLOWS}.worker": 512}
# Events that one relay has confirmed a second (`make bench T=scaling`, ADR 50); what two tell of a case.
RELAYED = 1_000
TOLD_BY = {"review": 50, "declaration": 9}
POOL = 8  # connections of a process, at most (kit/db.py)

# Assumed, not measured.
RUSH_HOURS, RUSH_SHARE = 48, 0.5  # half of a plan's cases come in its last 48 hours
PEAK = 3.0  # the fullest hour of these against their mean
WORKING_SECONDS = 250 * 8 * 3600  # of a year
EVIDENCE_BYTES = 10_000_000  # of a real case: twenty scans of 500 KB; those of the run were tiny
LOAD = 0.7  # of what a process of ours has, as the chart's `scaling.load`
SERVER_LOAD = 0.5  # of a server's processors
COPIES = 3  # of everything that servers keep
RETENTION_YEARS = 0.25  # of a closed workflow's history (deploy/local/temporal.py: 90 days)
BIGGEST = 16  # processors of one server's machine, for the walls
KEPT = (f"{WORKFLOWS}.codec",)  # one; operators wait for it
RESTS = ("payment.worker",)
ALONE = "relay"  # one of a database's sends, another stands by


@dataclass(frozen=True, kw_only=True)
class Size:
    """How many cases come to an installation in a year, and what part of them has the same last night."""

    name: str
    title: str
    cases: int
    together: float

    @property
    def everyday(self) -> float:
        """Cases a second over the working hours of a year."""
        return self.cases / WORKING_SECONDS

    @property
    def rush(self) -> float:
        """Cases a second in the fullest hour of the last two days."""
        return self.cases * self.together * RUSH_SHARE / (RUSH_HOURS * 3600) * PEAK


CITY = Size(name="values", title="city", cases=3_000, together=1)
PROVINCE = Size(name="values-province", title="province", cases=250_000, together=1 / 3)
COUNTRY = Size(name="values-country", title="country", cases=10_000_000, together=1 / 3)
SIZES = (CITY, PROVINCE, COUNTRY)
PROCESSES = tuple(name for name in SECONDS if name == "gateway" or "." in name)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """How many of a process and how large, as the chart's values say it."""

    min: int
    max: int
    millicores: int
    memory: int
    most: int

    def __str__(self) -> str:
        """Return it as YAML."""
        size = f"cpu: {self.millicores}m, memory: {self.memory}Mi, most: {self.most}Mi"
        return f"{{min: {self.min}, max: {self.max}, {size}}}"


def wanted(size: Size, process: str) -> Wanted:
    """Return what a process needs: a third of the rush each, whole processors at most."""
    role = process.rpartition(".")[2]
    busy = SECONDS[process] * size.rush / LOAD
    millicores = min(1000, max(50, math.ceil(busy / 3 * 20) * 50))
    memory = OWN_MEMORY.get(process, MEMORY[role])
    low = max(2, math.ceil(SECONDS[process] * size.everyday / LOAD * 1000 / millicores))
    high = max(low + 1, math.ceil(busy * 1000 / millicores))
    if role == ALONE:
        low = high = 2
    elif process in KEPT:
        low = high = 1
    elif process in RESTS and size is CITY:
        low = 0
    return Wanted(
        min=low,
        max=high,
        millicores=millicores,
        memory=math.ceil(memory * 1.25 / 32) * 32,
        most=OWN_MOST.get(process, MOST[role]),
    )


def connections(size: Size, service: str) -> int:
    """Return how many connections a service's role may hold: pools, a pod more of each, and commands."""
    apis, workers = (wanted(size, f"{service}.{role}").max + 1 for role in ("api", "worker"))
    return (apis + workers) * POOL + workers + wanted(size, f"{service}.relay").max + 6


def values(size: Size) -> str:
    """Return the chart's values of a size."""
    lines = [
        f"# What the {size.title} needs: written by `make capacity`, explained in docs/capacity.md.",
        "gateway: " + str(wanted(size, "gateway")),
        "programs:",
    ]
    for program in (*SERVICES, WORKFLOWS):
        lines += [f"  {program}:", "    processes:"]
        roles = [name.partition(".")[2] for name in PROCESSES if name.startswith(f"{program}.")]
        lines += [f"      {role}: {wanted(size, f'{program}.{role}')}" for role in roles]
    return "\n".join(lines) + "\n"


# --- the tables of the page
Row = Sequence[object]


def _table(head: Row, rows: Iterator[Row]) -> str:
    lines = [f"| {' | '.join(map(str, row))} |" for row in (head, ["---"] + ["--:"] * (len(head) - 1), *rows)]
    return "\n".join(lines)


def _number(value: float) -> str:
    """Write it with two figures, or whole."""
    return f"{value:,.{max(0, 1 - math.floor(math.log10(value)))}f}"


def _bytes(value: float) -> str:
    for unit in ("B", "KB", "MB", "GB", "TB"):
        if value < 1000 or unit == "TB":  # noqa: PLR2004 - decimal units
            return f"{_number(value)} {unit}"
        value /= 1000
    raise AssertionError


def _costs() -> Iterator[Row]:
    for name, seconds in sorted(SECONDS.items(), key=lambda one: -one[1]):
        if seconds >= 0.01:  # noqa: PLR2004 - what is less is below the noise
            yield (f"`{name}`", f"{seconds:.3f}", _number(1 / seconds))
    yield ("all of them", f"{sum(SECONDS.values()):.2f}", _number(1 / sum(SECONDS.values())))


def _needs() -> Iterator[Row]:
    def row(name: str, tell: Callable[[Size], str]) -> Row:
        return (name, *(tell(size) for size in SIZES))

    yield row("cases a year", lambda one: _number(one.cases))
    yield row("cases a second, working hours", lambda one: _number(one.everyday))
    yield row("cases a second, fullest hour of the last nights", lambda one: _number(one.rush))
    yield row("requests a second then", lambda one: _number(one.rush * REQUESTS))
    yield row("sent to browsers then, a second", lambda one: _bytes(one.rush * SENT_BYTES))
    yield row("events on the bus then, a second", lambda one: _number(one.rush * EVENTS_TOLD))
    yield row("events of histories then, a second", lambda one: _number(one.rush * HISTORY))
    yield row("pods of ours, least to most", _pods)
    yield row(
        "processors that all of them ask for at most", lambda one: _number(_asked(one, "millicores") / 1000)
    )
    yield row("memory that all of them ask for at most", lambda one: _bytes(_asked(one, "memory") * 2**20))
    for server in ("postgres", "temporal", "seaweed", "rabbitmq"):
        yield row(f"processors of `{server}` then", partial(_processors, server))
    yield row(
        "connections of PostgreSQL at most", lambda one: _number(sum(connections(one, s) for s in SERVICES))
    )
    databases = sum(DATABASE_BYTES.values()) * COPIES
    yield row("databases of ours, a year, in three copies", lambda one: _bytes(one.cases * databases))
    files = (STORE_BYTES + EVIDENCE_BYTES) * COPIES
    yield row("files, a year, in three copies", lambda one: _bytes(one.cases * files))
    yield row("histories kept, in three copies", _histories)
    yield row("offices' tasks after a year", lambda one: _number(one.cases * TASKS))


def _pods(size: Size) -> str:
    sizes = [wanted(size, process) for process in PROCESSES]
    return f"{sum(one.min for one in sizes)} to {sum(one.max for one in sizes)}"


def _asked(size: Size, what: str) -> int:
    sizes = [wanted(size, process) for process in PROCESSES]
    return sum(one.max * int(getattr(one, what)) for one in sizes)


def _processors(server: str, size: Size) -> str:
    return _number(max(1, SECONDS[server] * size.rush / SERVER_LOAD))


def _histories(size: Size) -> str:
    kept = size.cases * max(RETENTION_YEARS, size.together)
    return _bytes(kept * TEMPORAL_BYTES * COPIES)


def walls() -> dict[str, float]:
    """Return what no value makes more of → the cases a second at which it is full."""
    return {
        f"`temporal` on one database of {BIGGEST} processors": BIGGEST * SERVER_LOAD / SECONDS["temporal"],
        "`review.relay`: one sends": RELAYED / TOLD_BY["review"],
        f"PostgreSQL: all databases on one machine of {BIGGEST} processors": BIGGEST
        * SERVER_LOAD
        / SECONDS["postgres"],
        f"`seaweed` on one machine of {BIGGEST} processors": BIGGEST * SERVER_LOAD / SECONDS["seaweed"],
        "`declaration.relay`: one sends": RELAYED / TOLD_BY["declaration"],
        f"`rabbitmq`, a leader on {BIGGEST} processors": BIGGEST * SERVER_LOAD / SECONDS["rabbitmq"],
    }


def _walls() -> Iterator[Row]:
    for name, rate in sorted(walls().items(), key=lambda one: one[1]):
        yield (name, _number(rate), *(f"{100 * size.rush / rate:,.0f} %" for size in SIZES))


def _titles() -> Iterator[str]:
    yield from (size.title for size in SIZES)


TABLES = {
    "costs": lambda: _table(
        ("process", "seconds of a processor for a case", "cases a second of one"), _costs()
    ),
    "needs": lambda: _table(("", *_titles()), _needs()),
    "walls": lambda: _table(("", "full at cases a second", *_titles()), _walls()),
}


def page(text: str) -> str:
    """Return the page with its tables as they follow from the constants."""
    return re.sub(r"<!-- (\w+) -->\n(?:\|.*\n)*", _made, text)


def _made(found: re.Match[str]) -> str:
    return f"<!-- {found[1]} -->\n{TABLES[found[1]]()}\n"


if __name__ == "__main__":
    for one in SIZES[1:]:
        (CHECKOUT / f"deploy/chart/{one.name}.yaml").write_text(values(one), encoding="utf-8")
    file = CHECKOUT / "docs/capacity.md"
    file.write_text(page(file.read_text(encoding="utf-8")), encoding="utf-8")
