"""Every metric of ours: `python -m tests.architecture.metrics` writes docs/metrics.md."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.architecture.tree import ROOT, Source, python

DOCUMENT = ROOT / "docs/metrics.md"
KINDS = {
    "prometheus_client.Counter": "counter",
    "prometheus_client.Gauge": "gauge",
    "prometheus_client.Histogram": "histogram",
    "kit.watching.Figure": "figure",
}
LIBRARY = "prometheus_client"
# Each label, and why it has few values. What is about one case, person, employer or file is no label.
LABELS = {
    "age": "`day`, `week`, `month`, `longer`",
    "call": "the calls to the payment channel that the code names",
    "city": "the folders of cities",
    "how": "`stored`, `known`, `refused`",
    "kind": "how a case can be stuck (`contracts.stuck.Kind`)",
    "method": "the methods of HTTP, and `other`",
    "party": "whose turn it can be (`contracts.case.Role`)",
    "queue": "the queues that the code declares",
    "reason": "the reasons for a refund that the code names",
    "route": "routes as they are declared, never an address that was asked for",
    "service": "our services",
    "source": "whose answers a survey gathers (`contracts.operations.Source`)",
    "stage": "the stages of a city's routes",
    "state": "where a message can be",
    "status": "where an application can be; of a request the status of HTTP",
    "template": "messages and papers, as the code names them",
    "told_by": "the ways in which we learn of a payment",
    "use": "`busy`, `idle`, `most`",
    "what": "`clean`, `preview`",
    "why": "the reasons for a refusal that the code names",
    "within": "`late`, `hour`, `day`; of messages `three_days`, `week`",
}
# What others tell, as far as dashboards and alerts ask for it.
ELSEWHERE = {
    "up": "Prometheus: whether a target answered",
    "temporal_activity_execution_failed": "the SDK: activities that failed and are tried again",
    "temporal_activity_schedule_to_start_latency_bucket": "the SDK: how long activities wait for a worker",
    "temporal_worker_task_slots_available": "the SDK: what a worker could do besides",
    "temporal_workflow_task_execution_failed": "the SDK: workflow tasks that code and history fail at",
    "temporal_workflow_task_schedule_to_start_latency_bucket": "the SDK: how long workflows wait for one",
}
HEAD = """\
# Metrics

Every metric of ours, written by `python -m tests.architecture.metrics` from the code and held against it by a
test. How they are asked for, and what makes an alert of them: [operations](operations.md#watching).

A *figure* is read in the database by one process for all replicas, which show nothing meanwhile. It may
change hands, so that two show it for one scrape: aggregate with `max by (…)`, then sum. Everything else is
counted by each process: sum. A counter's name ends with `_total`, a histogram has `_bucket`, `_sum` and
`_count`. Every target carries `program` and `role` besides.

| metric | kind | labels | what it says | where |
| --- | --- | --- | --- | --- |
"""
OTHERS = """
## Of others

What dashboards and alerts ask for besides.

| metric | who tells it |
| --- | --- |
"""
TAIL = """
## Labels

Nothing that tells of one person, employer, office, case or file is a label, so that neither the watching nor
who looks at it learns of anybody, and series stay few.

| label | its values |
| --- | --- |
"""


@dataclass(frozen=True, order=True)
class Metric:
    """One metric as it is declared."""

    name: str
    kind: str
    told: str
    labels: tuple[str, ...]
    at: str

    @property
    def path(self) -> str:
        """The file that declares it."""
        return self.at.partition(":")[0]

    @property
    def series(self) -> frozenset[str]:
        """The names under which it can be asked for."""
        endings = ("_bucket", "_sum", "_count") if self.kind == "histogram" else ("",)
        return frozenset(f"{self.name}{ending}" for ending in endings)


def metrics(sources: Iterable[Source]) -> Iterator[Metric]:
    """What some sources declare; each name, sentence and label as a literal, so that it can be read here."""
    for source in sources:
        for call in source.calls:
            if kind := KINDS.get(source.meant(call.func)):
                name, told, labels = [ast.literal_eval(one) for one in [*call.args, ast.List([])][:3]]
                yield Metric(name, kind, told, tuple(labels), source.at(call))


def ours() -> list[Metric]:
    """Those of the product, in the order of their names."""
    return sorted(metrics(python("kit", "services", "workflows")))


def document(found: Iterable[Metric]) -> str:
    """docs/metrics.md."""
    rows = [(f"`{one.name}`", one.kind, _codes(one.labels), one.told, f"`{one.path}`") for one in found]
    labels = [(f"`{name}`", values) for name, values in LABELS.items()]
    others = [(f"`{name}`", told) for name, told in ELSEWHERE.items()]
    return HEAD + _lines(rows) + OTHERS + _lines(others) + TAIL + _lines(labels)


def _codes(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _lines(rows: Iterable[tuple[str, ...]]) -> str:
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


if __name__ == "__main__":
    DOCUMENT.write_text(document(ours()), encoding="utf-8")
