"""python3 -m deploy.setup.audit: what is locked, held against the public advisories.

Ends with 0 when nothing is known of any package, with 1 when something is, and with 3 when a database of
advisories could not be asked, which is not the same as nothing being wrong.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.setup import uv
from deploy.setup.interpreter import HOLE, has_hole
from deploy.setup.progress import Progress

CHECKOUT = Path(__file__).resolve().parents[2]
CLEAN, KNOWN, UNASKED = 0, 1, 3
SHOWN_LINES = 6


@dataclass(frozen=True, kw_only=True)
class Found:
    """What was asked about, with which outcome, and what there is to say."""

    what: str
    outcome: int
    said: str = ""


def audit(checkout: Path, progress: Progress) -> int:
    """Ask about everything that is locked; the worst outcome counts, and a known hole is the worst."""
    program = uv.find(checkout / ".state/bin", progress)
    found = (_python(checkout), _packages(program, checkout), _front_end(checkout))
    for one in found:
        progress.note("\n".join(_lines(one)))
    outcomes = {one.outcome for one in found}
    return next(outcome for outcome in (KNOWN, UNASKED, CLEAN) if outcome in outcomes)


def _python(checkout: Path) -> Found:
    """No database of packages knows the interpreter; the set-up looks at the one hole that hurt us."""
    is_holed = has_hole(checkout / ".venv/bin/python")
    return Found(what="interpreter", outcome=KNOWN if is_holed else CLEAN, said=HOLE if is_holed else "")


def _packages(program: Path, checkout: Path) -> Found:
    """All groups of `uv.lock` against osv.dev."""
    command = (program, "audit", "--frozen", "--preview-features", "audit-command")
    answer = _asked(command, checkout)
    outcome = answer.returncode if answer.returncode in {CLEAN, KNOWN} else UNASKED
    return Found(
        what="uv.lock (osv.dev)", outcome=outcome, said=answer.stderr if outcome == UNASKED else answer.stdout
    )


def _front_end(checkout: Path) -> Found:
    """`package-lock.json` against the registry's advisories: one status tells of holes and of failures."""
    answer = _asked((checkout / ".venv/bin/npm", "audit", "--json"), checkout)
    try:
        told = json.loads(answer.stdout)["vulnerabilities"]
    except (ValueError, KeyError):
        return Found(what="package-lock.json (npm)", outcome=UNASKED, said=answer.stderr)
    holes = [f"{name} ({one['severity']}): {one['range']}" for name, one in told.items()]
    return Found(what="package-lock.json (npm)", outcome=KNOWN if holes else CLEAN, said="\n".join(holes))


def _asked(command: Sequence[Path | str], checkout: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)


def _lines(found: Found) -> Iterator[str]:
    words = {CLEAN: "nothing known", KNOWN: "KNOWN HOLES", UNASKED: "NOT ASKED, the database is out of reach"}
    yield f"  {'✓' if found.outcome == CLEAN else '✗'} {found.what:<28} {words[found.outcome]}"
    said = found.said.strip().splitlines()
    for line in said[:SHOWN_LINES] if found.outcome == UNASKED else said if found.outcome == KNOWN else ():
        yield f"      {line}"


if __name__ == "__main__":
    try:
        sys.exit(audit(CHECKOUT, Progress()))
    except uv.NoUv as refusal:
        print(f"audit: {refusal}", file=sys.stderr)
        sys.exit(UNASKED)
