"""Ids: new ones, and ones derived from what they name."""

from uuid import NAMESPACE_OID, UUID, uuid4, uuid5  # noqa: TID251 - the one place that makes them


def new_id() -> UUID:
    """An id that nobody can guess."""
    return uuid4()


def derived(*parts: object) -> UUID:
    """The id of what these parts name: the same parts give the same id on every machine."""
    return uuid5(NAMESPACE_OID, "/".join(map(str, parts)))
