"""Traces: one piece of work followed from a page over the outbox, the bus and a workflow to an activity.

Off, and not even imported, unless `…_TRACES_URL` names who collects them. What is followed is told by its
route, topic or kind; addresses that were asked for, bodies and people are not.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from opentelemetry.trace import Span, Tracer
    from temporalio.client import Interceptor

NAME = "zhicheng"
HEADER = "traceparent"  # of W3C's Trace Context
_tracer: "Tracer | None" = None


def begin(url: str, process: str) -> None:
    """Send what this process does to a collector (OTLP over HTTP)."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": process, "service.namespace": NAME}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=url)))
    follow(provider.get_tracer(NAME))


def follow(tracer: "Tracer | None") -> None:
    """Follow work with this one from now on; with none not any more."""
    global _tracer  # noqa: PLW0603 - of the process, like its log
    _tracer = tracer


@contextmanager
def span(name: str, *, after: str | None = None, begins: bool = False) -> "Iterator[Span | None]":
    """A piece of work: part of what is under way, a consequence of what `after` carries, or a beginning."""
    if _tracer is None:
        yield None
        return
    from opentelemetry.context import Context
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    found = TraceContextTextMapPropagator().extract({HEADER: after}) if after else None
    with _tracer.start_as_current_span(name, context=Context() if begins else found) as own:
        yield own


def call(name: str) -> None:
    """Name the work under way, once it is known what it is."""
    if _tracer is not None:
        from opentelemetry.trace import get_current_span

        get_current_span().update_name(name)


def carried() -> str | None:
    """What leads whoever goes on with it back to the work under way."""
    if _tracer is None:
        return None
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    carrier: dict[str, str] = {}
    TraceContextTextMapPropagator().inject(carrier)
    return carrier.get(HEADER)


def after(headers: Mapping[str, Any]) -> str | None:
    """What a message carries."""
    found = headers.get(HEADER)
    return str(found) if found else None


def interceptors() -> "tuple[Interceptor, ...]":
    """What follows work through Temporal: starts and signals, workflows, activities."""
    if _tracer is None:
        return ()
    from temporalio.contrib.opentelemetry import TracingInterceptor

    return (TracingInterceptor(_tracer),)
