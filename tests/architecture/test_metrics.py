"""Metrics are described, their labels have few values, and none is about somebody."""

from collections import Counter

from tests.architecture.metrics import DOCUMENT, LABELS, LIBRARY, document, metrics, ours
from tests.architecture.tree import Source, python

PLANTED = """
from prometheus_client import Counter
from kit.watching import Figure

asked_total = Counter("asked_total", "Questions", ["person_id"])
WAITING = Figure("waiting", "Who waits", ("city",))
"""


def test_the_list_of_metrics_is_the_code_s() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(ours())


def test_every_label_has_few_values() -> None:
    found = ours()
    assert found
    assert not [one for one in found if not set(one.labels) <= LABELS.keys()]
    assert LABELS.keys() == {label for one in found for label in one.labels}
    assert list(LABELS) == sorted(LABELS)


def test_a_metric_has_one_name_and_a_sentence() -> None:
    found = ours()
    assert not [name for name, count in Counter(one.name for one in found).items() if count > 1]
    assert not [one for one in found if len(one.told.split()) < 2]
    assert not [one for one in found if one.name.endswith("_total") != (one.kind == "counter")]


def test_no_metric_is_declared_past_this_list() -> None:
    """Whatever is imported from the library is one of those that are read, or its plumbing."""
    plumbing = {
        *("CONTENT_TYPE_LATEST", "generate_latest", "REGISTRY", "REGISTRY.register", "start_http_server"),
        *("core.GaugeMetricFamily", "registry.Collector", "registry.CollectorRegistry"),
    }
    used = {
        source.meant(node).removeprefix(f"{LIBRARY}.")
        for source in python("kit", "services", "workflows")
        for node in source.nodes
        if source.meant(node).startswith(f"{LIBRARY}.")
    }
    assert used - plumbing == {"Counter", "Gauge", "Histogram"}


def test_a_label_that_is_about_somebody_is_caught() -> None:
    asked, waiting = metrics([Source("services/fees/web.py", PLANTED)])
    assert not set(asked.labels) <= LABELS.keys()
    assert set(waiting.labels) <= LABELS.keys()
    assert (waiting.name, waiting.kind, waiting.told) == ("waiting", "figure", "Who waits")
