"""Every route of every service and who may use it: python -m tests.architecture.routes."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from deploy.local.services import SERVICES
from kit.session import public

EVERYBODY = "everybody"


@dataclass(frozen=True, order=True)
class Route:
    """One route. `who` is empty when nothing guards it."""

    service: str
    path: str
    method: str
    who: str
    endpoint: str  # module.function

    def __str__(self) -> str:
        return f"{self.service:<14}{self.method:<6}{self.path:<54}{self.who or 'NO GUARD'}"


def all_routes() -> list[Route]:
    """The routes of all services."""
    found = {
        route
        for service in SERVICES
        for module in _modules(f"services.{service}")
        for router in vars(module).values()
        if isinstance(router, APIRouter)
        for route in routes_in(router, service)
    }
    return sorted(found)


def routes_of(service: str) -> list[APIRoute]:
    """The routes of one service as they are declared, each once."""
    found = {
        id(route): route
        for module in _modules(f"services.{service}")
        for router in vars(module).values()
        if isinstance(router, APIRouter)
        for route in router.routes
        if isinstance(route, APIRoute)
    }
    return list(found.values())


def routes_in(router: APIRouter, service: str) -> Iterator[Route]:
    """The routes that are declared on this router itself."""
    for route in router.routes:
        if isinstance(route, APIRoute):
            endpoint = f"{route.endpoint.__module__}.{route.endpoint.__name__}"
            who = _guard(route.dependant)
            for method in sorted(route.methods or ()):
                yield Route(service, route.path, method, who, endpoint)


def _modules(package: str) -> Iterator[ModuleType]:
    """What holds the pages of a service: its room `web`, and those of its subjects."""
    for found in walk_packages(import_module(package).__path__, f"{package}."):
        if "web" in found.name.split("."):
            yield import_module(found.name)


def _guard(dependant: Dependant) -> str:
    """Who passes the guard among the dependencies, and theirs."""
    for one in dependant.dependencies:
        if one.call is public:
            return EVERYBODY
        if roles := getattr(one.call, "roles", ()):
            return ", ".join(roles)
        if deeper := _guard(one):
            return deeper
    return ""


if __name__ == "__main__":
    print(*all_routes(), sep="\n")
