"""Brings every service's database to the schema of this checkout."""

import subprocess
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor

from deploy.local.environment import environment
from deploy.local.site import Site
from deploy.local.surroundings import surroundings
from deploy.setup.progress import Progress

AT_ONCE = 2


class MigrationFailed(Exception):
    """A service's migrations did not go through."""


def migrate(site: Site, services: Collection[str], progress: Progress) -> None:
    """Run the migrations of these services, two at a time."""
    if not services:
        return
    with progress.step("migrations") as step, ThreadPoolExecutor(AT_ONCE) as pool:
        for service in pool.map(lambda name: _migrate(site, name), services):
            step.say(service)


def _migrate(site: Site, service: str) -> str:
    done = subprocess.run(
        [str(site.programs / "python"), "-m", f"services.{service}", "migrate"],
        cwd=site.checkout,
        env={**surroundings(site, "home"), **environment(site, service)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise MigrationFailed(f"migrations of {service} ended with {done.returncode}:\n{done.stdout}")
    return service
