"""With which terms of its plan a case was begun: they bind the page of the photo as they bind the seal."""

from uuid import UUID

from cities import City
from contracts.declaration import Started
from contracts.pledge import Abandoned
from kit.db import Connection
from services.documents.photos import store
from services.documents.photos.domain.rules import PhotoRule
from services.documents.photos.operations.offer import rule_of


async def begin(conn: Connection, told: Started) -> None:
    """Keep the terms with which a case was begun."""
    await store.keep_begun(
        conn,
        application_id=told.application_id,
        person_id=told.person_id,
        city=told.city,
        plan=told.plan,
        terms=told.terms,
        begun_at=told.at,
    )


async def abandon(conn: Connection, told: Abandoned) -> None:
    """A case was never submitted and is over: whoever begins anew, begins with the plan of that day."""
    await store.end_begun(
        conn,
        application_id=told.application_id,
        person_id=told.person_id,
        city=told.city,
        plan=told.plan,
        at=told.at,
    )


async def rule_for(conn: Connection, person_id: UUID, city: City) -> PhotoRule:
    """What a person's photo must be for any plan of the city, each as it was when the person began a case.

    A plan in which nothing was begun, or whose event is still on the way, counts as it is in use.
    """
    terms = await store.terms_of(conn, person_id, city=city.slug)
    return rule_of(plan.begun(terms.get(plan.id, "")).photo for plan in city.plans)
