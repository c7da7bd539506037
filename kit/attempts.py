"""Trying something whose failure must not stop what comes after it."""

from collections.abc import Awaitable

import structlog

log = structlog.get_logger()


async def attempt(what: str, doing: Awaitable[None]) -> bool:
    """Whether it was done; how it failed is logged. Who is cancelled stops."""
    try:
        await doing
    except Exception:
        log.exception("attempt_failed", what=what)
        return False
    return True
