"""The locked Python environment in `.venv`."""

import os
from pathlib import Path

from deploy.setup import uv
from deploy.setup.command import run
from deploy.setup.interpreter import HOLE, has_hole, without_hole
from deploy.setup.progress import Progress
from deploy.setup.stamps import Stamp, fingerprint

WARNING = (
    f"  ! every Python here has {HOLE} (slow cookies): the limits of headers hold, but install a mended one, "
    "for example Debian's python3, and set up again"
)


def install(checkout: Path, progress: Progress) -> None:
    """Bring `.venv` to what `uv.lock` says, unless it is there, with a Python that has no known hole."""
    files = [checkout / name for name in ("uv.lock", "pyproject.toml", ".python-version")]
    wanted = fingerprint((file for file in files if file.exists()), str(checkout))
    stamp = Stamp(checkout / ".state/setup/environment")
    python = checkout / ".venv/bin/python"
    is_there = stamp.matches(wanted) and _works(python)
    if is_there and not has_hole(python):
        return
    program = uv.find(checkout / ".state/bin", progress)
    better = without_hole(program, checkout) if has_hole(python) else python
    if better is None:
        progress.note(WARNING)
    if is_there and better is None:
        return
    with progress.step("Python packages (uv sync)") as step:
        run(
            step,
            [str(program), "sync", "--frozen"],
            environment={
                "UV_PROJECT_ENVIRONMENT": str(checkout / ".venv"),
                "UV_NO_PROGRESS": "1",
                "VIRTUAL_ENV": "",
                **({} if better in {None, python} else {"UV_PYTHON": str(better)}),
            },
            folder=checkout,
        )
    stamp.put(wanted)


def _works(python: Path) -> bool:
    """Say whether the environment's Python is there: a link that dies with the Python it was made from."""
    return os.access(python, os.X_OK)
