"""The descriptions of all APIs: python -m tests.architecture.openapi writes them."""

import json
from pathlib import Path

from fastapi.routing import APIRoute

from deploy.local.services import SERVICES
from kit import http
from kit.openapi import describe
from tests.architecture.routes import routes_of

FOLDER = Path("docs/openapi")


def documents() -> dict[str, str]:
    """By service, as they are written."""
    plumbing = [route for route in http._plumbing().routes if isinstance(route, APIRoute)]
    found = {}
    for service in SERVICES:
        templates = sorted(Path("services", service).rglob("templates"))
        document = describe(service, [*routes_of(service), *plumbing], templates)
        found[service] = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return found


def stale(written: Path = FOLDER) -> list[str]:
    """Services whose description says something else than their routes and pages."""
    return [
        service
        for service, text in documents().items()
        if not (path := written / f"{service}.json").exists() or path.read_text("utf-8") != text
    ]


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in documents().items():
        (FOLDER / f"{name}.json").write_text(text, "utf-8")
