"""Of which moments the parts of a backup are, and what it means when they lie apart."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from deploy.backup.folder import Manifest

# What lies further apart than this was not copied in one go: it is restored, and more has to be told again.
APART = timedelta(minutes=10)
# A workflow relies on what these answered or told: where one of them is older, it goes back.
TAKING_BACK = ("archive", "review", "payment", "documents")


def moment_of(manifest: Manifest, service: str) -> datetime:
    """Until when a service's database knows everything: all are of one moment, unless one says another."""
    return manifest.moments.get(f"databases.{service}", manifest.moments["databases"])


def warnings(manifest: Manifest) -> Iterator[str]:
    """Tell which parts are of moments that do not belong together, and what a restore makes of it."""
    workflows, objects = manifest.moments["workflows"], manifest.moments["objects"]
    databases = {name: at for name, at in manifest.moments.items() if name.partition(".")[0] == "databases"}
    oldest, newest = min(databases, key=databases.__getitem__), max(databases.values())
    moments = [workflows, objects, *databases.values()]
    if (apart := max(moments) - min(moments)) > APART:
        yield f"the parts lie {_minutes(apart)} minutes apart, more than {_minutes(APART)}: {_told(manifest)}"
    if workflows > databases[oldest]:
        later = _minutes(workflows - databases[oldest])
        yield f"workflows are {later} minutes later than {oldest}: they go back"
    if objects < newest:
        earlier = _minutes(newest - objects)
        yield f"objects are {earlier} minutes earlier than databases: sections may be missing"


def _told(manifest: Manifest) -> str:
    return ", ".join(
        f"{name} {at.isoformat(timespec='seconds')}"
        for name, at in sorted(manifest.moments.items(), key=lambda one: one[1])
        if name != "begun"
    )


def _minutes(apart: timedelta) -> str:
    return f"{apart.total_seconds() / 60:.1f}"
