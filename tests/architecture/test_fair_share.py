"""Whatever is asked of the engine has the key of its city: what has none shares one turn with others."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import fields
from importlib import import_module

import pytest

from contracts.events import LISTENERS, Event
from kit import bus
from tests.architecture.tree import PRODUCT, Source, dotted, python

# The beginnings and questions of the SDK's clients and of its workflows. A continued run keeps its key.
ASKED = frozenset(
    {
        "start_workflow",
        "execute_workflow",
        "start_update_with_start_workflow",
        "execute_update_with_start_workflow",
        *(
            f"{verb}_{kind}"
            for verb in ("start", "execute")
            for kind in (
                "child_workflow",
                "activity",
                "activity_class",
                "activity_method",
                "local_activity",
                "local_activity_class",
                "local_activity_method",
            )
        ),
    }
)


def asked(source: Source) -> Iterator[ast.Call]:
    """Every question to the engine, but for what an interceptor hands on."""
    for call in source.calls:
        if isinstance(call.func, ast.Attribute) and call.func.attr in ASKED:
            before = call.func.value
            if not (isinstance(before, ast.Call) and dotted(before.func) == "super"):
                yield call


def without_a_key(source: Source) -> Iterator[str]:
    """Where something is asked whose priority does not say whose fair share it takes."""
    for call in asked(source):
        if not any(one.arg == "priority" and _has_key(source, one.value) for one in call.keywords):
            yield source.at(call)


def _has_key(source: Source, value: ast.expr) -> bool:
    return (
        isinstance(value, ast.Call)
        and source.meant(value.func) == "temporalio.common.Priority"
        and any(one.arg == "fairness_key" for one in value.keywords)
    )


def test_everything_that_is_asked_of_the_engine_has_its_citys_key() -> None:
    found = {source.path for source in python(*PRODUCT) for _ in asked(source)}
    assert {"workflows/asking.py", "workflows/intake.py"} < found
    assert not [where for source in python(*PRODUCT) for where in without_a_key(source)]


def test_what_has_no_key_is_caught() -> None:
    text = """
from temporalio.common import Priority
client.start_workflow(run, id=id, priority=Priority(fairness_key=city))
client.start_workflow(run, id=id)
workflow.execute_activity_method(ask, one, priority=Priority(priority_key=1))
workflow.execute_child_workflow(run, one, priority=usual)
handle.signal(fact)
super().execute_activity(input)
"""
    assert list(without_a_key(Source("services/fees/gateway.py", text))) == [
        f"services/fees/gateway.py:{line}" for line in (4, 5, 6)
    ]


def heard_by_workflows() -> list[type[Event]]:
    """The events that become starts and signals of workflows, of those that say whose they are."""
    topics = {*bus.topics_of(LISTENERS, "workflows")}
    found = {
        one
        for source in python("contracts")
        for one in vars(import_module(source.module)).values()
        if _is_event(one) and one.topic in topics and _says_whose(one)
    }
    return sorted(found, key=str)


def _is_event(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, Event) and hasattr(kind, "topic")


def _says_whose(kind: type[Event]) -> bool:
    return "city" in {one.name for one in fields(kind)}


def told_without(kind: type[Event], sources: Iterable[Source]) -> list[str]:
    """Where such an event is told that names no city."""
    name = f"{kind.__module__}.{kind.__name__}"
    return [
        source.at(call)
        for source in sources
        for call in source.calls
        if source.meant(call.func) == name and "city" not in {one.arg for one in call.keywords}
    ]


@pytest.mark.parametrize("kind", heard_by_workflows())
def test_an_event_that_may_be_one_of_a_thousand_says_whose_turn_it_takes(kind: type[Event]) -> None:
    assert not told_without(kind, python("services"))


def test_an_event_without_its_city_is_caught() -> None:
    assert {"Decided", "Judged", "Settled", "ResultPublished"} <= {
        one.__name__ for one in heard_by_workflows()
    }
    text = """
from contracts import payment
payment.Settled(id=id, order_id=order.id, city=order.city)
payment.Settled(id=id, order_id=order.id)
"""
    settled = next(one for one in heard_by_workflows() if one.__name__ == "Settled")
    source = Source("services/fees/operations.py", text)
    assert told_without(settled, [source]) == ["services/fees/operations.py:4"]
