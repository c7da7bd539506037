"""A large service is cut by subject, and a subject holds the same few rooms everywhere."""

import re
from collections.abc import Iterable

from tests.architecture.tree import files

ROOMS = frozenset({"domain", "store", "operations", "web", "templates"})
SHEETS = frozenset(
    {
        "publicity_sheet",
        "review_form",
        "authorisation_letter",
        "pledge",
        "expert_opinions",
        "commission_letter",
        "bag_cover",
        "minutes",
        "vote_sheet",
    }
)
SPECIAL = {
    "documents": frozenset({"gateway", "imaging", "inspection", "rendering"}) | SHEETS,
    "identity": frozenset({"gateway"}),
}
ROOT = frozenset(
    {"__init__", "__main__", "settings", "activities", "consumers", "gateway", "encrypted", "web"}
    | {"migrations", "schema"}
)
WIRING = frozenset({"__init__", "app", "parts", "home", "templates"})  # in the room `web` of the service
PLAIN = re.compile(r"\.(py|sql)$")


def misplaced(paths: Iterable[str]) -> list[str]:
    """Files that stand in no room. A service without subjects has the rooms itself."""
    cut = {path.split("/")[1] for path in paths if _is_subject_room(path)}
    return [path for path in paths if path.split("/")[1] in cut and not _has_room(path)]


def _is_subject_room(path: str) -> bool:
    _, service, *inside = path.split("/")
    return (
        len(inside) > 2
        and inside[0] not in ROOT | ROOMS | SPECIAL.get(service, frozenset())
        and PLAIN.sub("", inside[1]) in ROOMS
    )


def _has_room(path: str) -> bool:
    _, service, first, *inside = (PLAIN.sub("", part) for part in path.split("/"))
    if first == "web":
        return bool(inside) and inside[0] in WIRING
    if first in ROOT:
        return True
    rooms = ROOMS | SPECIAL.get(service, frozenset()) | {"__init__"}
    return bool(inside) and first not in ROOMS and inside[0] in rooms


def test_every_file_of_a_service_that_is_cut_stands_in_a_room() -> None:
    found = misplaced([path for path in files("services") if path.endswith((".py", ".html", ".sql"))])
    assert not found


def test_a_file_in_no_room_is_caught() -> None:
    sound = [
        "services/fees/__init__.py",
        "services/fees/__main__.py",
        "services/fees/schema.sql",
        "services/fees/migrations/0001_fees.sql",
        "services/fees/web/app.py",
        "services/fees/web/templates/fees/home.html",
        "services/fees/orders/__init__.py",
        "services/fees/orders/domain.py",
        "services/fees/orders/operations/settle.py",
        "services/fees/orders/templates/order.html",
        "services/documents/papers/rendering/form.py",
        "services/documents/papers/web/form.py",
        "services/flat/operations.py",
        "services/flat/store/orders.py",
    ]
    planted = [
        "services/fees/operations/settle.py",
        "services/fees/store.py",
        "services/fees/money.py",
        "services/fees/web/orders.py",
        "services/fees/orders/views.py",
        "services/fees/orders/rendering/form.py",
        "services/documents/papers/letters/form.py",
    ]
    assert not misplaced(sound)
    assert misplaced([*sound, *planted]) == planted
