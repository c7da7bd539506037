"""What `zhicheng city apply` does: find what changes, and make it so in database and folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cli.surroundings import transaction_of

if TYPE_CHECKING:
    from cities import City
    from kit.tomlfile import FileFault
    from services.identity.offices.domain.offices import OfficeChanges
    from services.identity.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Change:
    """One city's folder against what is in use."""

    folder: Path
    target: Path
    city: "City"
    before: "City | None"
    offices: "OfficeChanges"
    is_recorded: bool
    lines: tuple[str, ...]
    frozen: tuple["FileFault", ...]  # what stands against it: plans that people declare by already

    @property
    def is_in_place(self) -> bool:
        """Whether the folder is the one that is in use."""
        return self.folder.resolve() == self.target.resolve()

    def __bool__(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.lines) or not self.is_recorded


async def find_changes(settings: "Settings", folders: dict[str, Path]) -> list[Change]:
    """What each city's folder would change."""
    import cities
    from kit.clock import now
    from services.identity.offices.domain.offices import words
    from services.identity.offices.operations.apply_city import is_recorded, office_changes

    in_use = cities.check(settings.cities)[0].by_slug if settings.cities.is_dir() else {}
    found = []
    async with transaction_of(settings) as conn:
        for slug, folder in folders.items():
            city, before = cities.load(folder).city(slug), in_use.get(slug)
            changed = await office_changes(conn, city, before)
            found.append(
                Change(
                    folder=folder,
                    target=settings.cities / slug,
                    city=city,
                    before=before,
                    offices=changed,
                    is_recorded=await is_recorded(conn, city),
                    lines=(*cities.differences(before, city), *words(changed)),
                    frozen=tuple(cities.frozen_faults(before, city, now())),
                )
            )
    return found


async def make_changes(settings: "Settings", change: Change) -> None:
    """One transaction: the tree is recorded, and the folder is in place before that is committed."""
    import cities
    from services.identity.offices.operations.apply_city import apply_offices

    async with transaction_of(settings) as conn:
        await apply_offices(conn, change.city, change.before, expected=change.offices)
        if change.is_in_place:
            cities.mark(change.target)
        else:
            cities.place(change.folder, change.target)
