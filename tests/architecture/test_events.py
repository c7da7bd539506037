"""Every event has a topic in the table, a producer in the service that owns it, and ears that hear it."""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module

from contracts.events import LISTENERS, Event
from contracts.identity import SessionEnded
from kit.bus import EVERYONE
from tests.architecture.tree import Source, python

WORKFLOWS = "workflows"


@dataclass(frozen=True)
class Told:
    """An event class: its dotted name and its topic."""

    kind: str
    topic: str

    @property
    def owner(self) -> str:
        """The service that tells it: the topic begins with its name."""
        return self.topic.split(".")[0]


def events() -> list[Told]:
    """Every event in contracts."""
    return [
        Told(f"{source.module}.{name}", kind.topic)
        for source in python("contracts")
        for name, kind in vars(import_module(source.module)).items()
        if isinstance(kind, type) and issubclass(kind, Event) and kind.__module__ == source.module
        if kind is not Event
    ]


def untold(event: Told, sources: Iterable[Source]) -> list[str]:
    """Nothing when the owner makes this event somewhere."""
    made = {
        source.meant(call.func)
        for source in sources
        if source.path.startswith(f"services/{event.owner}/")
        for call in source.calls
    }
    return [] if event.kind in made else [f"{event.owner} never tells {event.kind}"]


def heard(sources: Iterable[Source], topics: Mapping[str, str]) -> set[str]:
    """The topics in the tables of listeners: rows are made with `bus.on(Event, operation)`."""
    return {
        topics[source.meant(call.args[0])]
        for source in sources
        for call in source.calls
        if source.meant(call.func) == "kit.bus.on"
    }


def unheeded(event: Told, sources: Iterable[Source]) -> list[str]:
    """Nothing when the owner notes somewhere that this event took effect: `outbox.hear(…, X.topic …)`."""
    noted = {
        source.meant(part)
        for source in sources
        if source.path.startswith(f"services/{event.owner}/")
        for call in source.calls
        if source.meant(call.func) == "kit.outbox.hear"
        for part in ast.walk(call)
        if isinstance(part, ast.Attribute)
    }
    is_noted = f"{event.kind}.topic" in noted
    return [] if is_noted else [f"{event.owner} would tell {event.kind} again for ever"]


def deaf(listener: str, hears: set[str], listeners: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Topics that are sent to a listener who does not know them, and those it waits for in vain."""
    sent = {topic for topic, names in listeners.items() if listener in names}
    return [
        *(f"{listener} does not handle {topic}" for topic in sorted(sent - hears)),
        *(f"{listener} handles {topic}, which nobody sends to it" for topic in sorted(hears - sent)),
    ]


def uncounted(
    told: Iterable[Told], listeners: Mapping[str, tuple[str, ...]], services: Iterable[str]
) -> list[str]:
    """Events without an entry in the table and entries without an event; topics that name no owner."""
    told, owners = list(told), set(services)
    topics = {event.topic for event in told}
    return [
        *(
            f"{event.kind}: {event.topic} has no listeners"
            for event in told
            if not listeners.get(event.topic)
        ),
        *(f"{topic} is no event" for topic in sorted(listeners.keys() - topics)),
        *(f"{event.topic} is nobody's" for event in told if event.owner not in owners),
    ]


def services() -> set[str]:
    """All of them."""
    return {path.split("/")[1] for path in (one.path for one in python("services")) if path.count("/") > 1}


def consumers_of(service: str) -> list[Source]:
    """Where a service takes events."""
    return [one for one in python(f"services/{service}") if "/consumers" in one.path]


def test_the_table_lists_every_event() -> None:
    assert not uncounted(events(), LISTENERS, services())


def test_every_event_is_told_by_its_owner() -> None:
    assert [line for event in events() for line in untold(event, python("services"))] == []


def test_every_awaited_event_is_noted_when_it_took_effect() -> None:
    awaited = [event for event in events() if _kind(event).is_awaited]
    assert len(awaited) >= 4
    assert [line for event in awaited for line in unheeded(event, python("services"))] == []


def _kind(event: Told) -> type[Event]:
    module, name = event.kind.rsplit(".", 1)
    kind: type[Event] = getattr(import_module(module), name)
    return kind


def test_every_listener_hears_what_is_sent_to_it() -> None:
    topics = {event.kind: event.topic for event in events()}
    hears = {service: heard(consumers_of(service), topics) for service in services()}
    hears[WORKFLOWS] = heard(python(WORKFLOWS), topics)
    assert {name for names in LISTENERS.values() for name in names} <= hears.keys() | {EVERYONE}
    assert [line for name, known in sorted(hears.items()) for line in deaf(name, known, LISTENERS)] == []


def test_every_listener_consumes_its_queue() -> None:
    for listener in {name for names in LISTENERS.values() for name in names} - {EVERYONE}:
        path = f"{WORKFLOWS}/" if listener == WORKFLOWS else f"services/{listener}/"
        (main,) = (one for one in python(path) if one.path == f"{path}__main__.py")
        assert "kit.bus.queue_name" in {main.meant(call.func) for call in main.calls}, main.path


def test_what_everyone_hears_is_followed_by_every_server() -> None:
    (server,) = (one for one in python("kit") if one.path == "kit/server.py")
    assert "kit.revocations.follow" in {server.meant(call.func) for call in server.calls}
    assert [topic for topic, names in LISTENERS.items() if EVERYONE in names] == [SessionEnded.topic]


def test_holes_in_the_table_are_caught() -> None:
    told = [Told("contracts.fees.Paid", "fees.paid"), Told("contracts.fees.Lost", "purse.lost")]
    found = uncounted(told, {"fees.paid": ("review",), "fees.gone": ("review",)}, ["fees"])
    assert found == [
        "contracts.fees.Lost: purse.lost has no listeners",
        "fees.gone is no event",
        "purse.lost is nobody's",
    ]


def test_an_event_that_nobody_tells_is_caught() -> None:
    paid = Told("contracts.fees.Paid", "fees.paid")
    told = "from contracts.fees import Paid as It\nadd(conn, It(id=1))\n"
    silent = "from contracts.fees import Paid\nPaid.topic\n"
    assert not untold(paid, [Source("services/fees/operations.py", told)])
    assert untold(paid, [Source("services/fees/operations.py", silent)])
    assert untold(paid, [Source("services/review/operations.py", told)])


def test_an_awaited_event_that_nobody_notes_is_caught() -> None:
    paid = Told("contracts.fees.Paid", "fees.paid")
    noted = (
        "from kit import outbox\nfrom contracts.fees import Paid\noutbox.hear(conn, derived(Paid.topic, 1))\n"
    )
    assert not unheeded(paid, [Source("services/fees/activities.py", noted)])
    assert unheeded(paid, [Source("services/review/activities.py", noted)])
    assert unheeded(paid, [Source("services/fees/activities.py", noted.replace("hear(", "add("))])


def test_an_event_that_falls_on_deaf_ears_is_caught() -> None:
    topics = {"contracts.fees.Paid": "fees.paid", "contracts.fees.Lost": "fees.lost"}
    code = "from contracts.fees import Paid, Lost\nfrom kit.bus import on\nTABLE = on(Paid, f), on(Lost, f)\n"
    hears = heard([Source("services/review/consumers.py", code)], topics)
    assert hears == {"fees.paid", "fees.lost"}
    assert deaf("review", hears, {"fees.paid": ("review",), "fees.late": ("review",)}) == [
        "review does not handle fees.late",
        "review handles fees.lost, which nobody sends to it",
    ]
