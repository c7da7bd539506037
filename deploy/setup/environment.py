"""The locked Python environment in `.venv`."""

import os
from pathlib import Path

from deploy.setup import uv
from deploy.setup.command import run
from deploy.setup.progress import Progress
from deploy.setup.stamps import Stamp, fingerprint


def install(checkout: Path, progress: Progress) -> None:
    """Bring `.venv` to what `uv.lock` says, unless it is there already."""
    files = [checkout / name for name in ("uv.lock", "pyproject.toml", ".python-version")]
    wanted = fingerprint((file for file in files if file.exists()), str(checkout))
    stamp = Stamp(checkout / ".state/setup/environment")
    if stamp.matches(wanted) and _works(checkout):
        return
    program = uv.find(checkout / ".state/bin", progress)
    with progress.step("Python packages (uv sync)") as step:
        run(
            step,
            [str(program), "sync", "--frozen"],
            environment={
                "UV_PROJECT_ENVIRONMENT": str(checkout / ".venv"),
                "UV_NO_PROGRESS": "1",
                "VIRTUAL_ENV": "",
            },
            folder=checkout,
        )
    stamp.put(wanted)


def _works(checkout: Path) -> bool:
    """Say whether the environment's Python is there: a link that dies with the Python it was made from."""
    return os.access(checkout / ".venv/bin/python", os.X_OK)
