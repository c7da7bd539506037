"""An office, as people who operate name it: city/office, as its city's folder and offices.toml do."""

from typing import TYPE_CHECKING
from uuid import UUID

import typer

from cli.surroundings import settings_of

if TYPE_CHECKING:
    from cities import Cities, Office


def office_named(known: "Cities", text: str) -> "Office":
    """The office; a refusal names those that there are."""
    from kit.errors import NotFound

    slug, _, name = text.partition("/")
    offices = {office.slug: office for office in known.city(slug).offices}
    if name not in offices:
        raise NotFound(f"没有机构“{text}”。可用：{'、'.join(f'{slug}/{one}' for one in offices)}")
    return offices[name]


def the_office(typed: str) -> UUID:
    """The id of an office that is named, or given as pages and databases have it."""
    import cities
    from kit.errors import Refusal
    from services.review.settings import Settings

    try:
        return UUID(typed)
    except ValueError:
        known = cities.load(settings_of(Settings).cities)
    try:
        return office_named(known, typed).id
    except Refusal as refusal:
        raise typer.BadParameter(str(refusal)) from refusal
