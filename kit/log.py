"""The log: snake-case facts with ids, JSON for machines or lines for people, never a person's data."""

import logging
import sys
from typing import Literal

import structlog
from structlog.processors import ExceptionRenderer
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict, WrappedLogger

# Keys that could carry a person's data if somebody forgot: dropped, whoever logs them.
PRIVATE_KEYS = frozenset(
    {"name", "mobile", "phone", "id_number", "password", "token", "cookie", "text", "body", "reason"}
)


def _drop_private(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    for key in PRIVATE_KEYS & event.keys():
        event[key] = "[dropped]"
    return event


def configure(process: str, style: Literal["json", "console"]) -> None:
    """Send structlog and the libraries' logging to standard output in one form."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        _drop_private,
    ]
    # Tracebacks without local variables: those hold people's data.
    without_locals = ExceptionRenderer(ExceptionDictTransformer(show_locals=False))
    last: list[structlog.typing.Processor] = (
        [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
        if style == "console"
        else [without_locals, structlog.processors.JSONRenderer(ensure_ascii=False)]
    )
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    structlog.contextvars.bind_contextvars(process=process)
