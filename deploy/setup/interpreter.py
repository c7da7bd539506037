"""Looks for a Python without a known hole among those that are installed.

CVE-2024-7592: `http.cookies` needs quadratic time for a cookie with escapes; the event loop stands meanwhile.
Distributions mend it without another version number: the code is asked, neither the number nor the clock.
"""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

HOLE = "CVE-2024-7592"
# With the hole, a loop searches for these two from each escape on; mended, one substitution does it all.
PROBE = """
import http.cookies
raise SystemExit(not {"_OctalPatt", "_QuotePatt"}.isdisjoint(http.cookies._unquote.__code__.co_names))
"""
PATIENCE_SECONDS = 60


def has_hole(python: Path) -> bool:
    """Say whether this Python has the hole; one that does not answer is taken to have it."""
    try:
        answer = subprocess.run(
            [python, "-I", "-c", PROBE], capture_output=True, check=False, timeout=PATIENCE_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return True
    return answer.returncode != 0


def without_hole(uv: Path, checkout: Path) -> Path | None:
    """Return the first fitting Python of the machine that has no hole, in the order in which uv would try."""
    return next((python for python in _installed(uv, checkout) if not has_hole(python)), None)


def _installed(uv: Path, checkout: Path) -> Iterator[Path]:
    pin = checkout / ".python-version"
    wanted = f"{pin.read_text().strip()}." if pin.exists() else ""
    answer = subprocess.run(
        [uv, "python", "list", "--only-installed", "--output-format", "json"],
        cwd=checkout,
        capture_output=True,
        text=True,
        check=False,
    )
    for found in json.loads(answer.stdout) if answer.returncode == 0 else ():
        if found["implementation"] == "cpython" and f"{found['version']}.".startswith(wanted):
            yield Path(found["path"])
