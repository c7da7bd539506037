"""Asking the outside world over HTTP."""

import ssl
from functools import cache

import httpx2


@cache
def authorities() -> ssl.SSLContext:
    """Whom we trust, read once: each client of its own would read the list again, 30 ms of the event loop."""
    return httpx2.create_ssl_context()
