"""With which terms of its plan a case was begun: they bind the page of the photo as they bind the seal."""

from uuid import UUID

from cities import City
from kit.db import Connection
from services.documents.photos import store
from services.documents.photos.domain.photo import Photo
from services.documents.photos.domain.rules import Check, PhotoRule
from services.documents.photos.operations.offer import rule_of


async def findings_of(conn: Connection, photo: Photo, city: City) -> tuple[Check, ...]:
    """What was found of a photo, as far as the plans by which its person began a case still agree.

    It may be older than they are. Plans in which nothing was begun take nothing from a photo that is there.
    """
    terms = await store.terms_of(conn, photo.person_id, city=city.slug)
    begun = [plan.begun(terms[plan.id]).photo for plan in city.plans if plan.id in terms]
    return photo.held_against(rule_of(begun)) if begun else photo.checks


async def rule_for(conn: Connection, person_id: UUID, city: City) -> PhotoRule:
    """What a person's photo must be for any plan of the city, each as it was when the person began a case.

    A plan in which nothing was begun, or whose event is still on the way, counts as it is in use.
    """
    terms = await store.terms_of(conn, person_id, city=city.slug)
    return rule_of(plan.begun(terms.get(plan.id, "")).photo for plan in city.plans)
