"""`make test-changed`: the tests of what was changed and is not on `main`, by where the files lie.

Unit and architecture tests are left out: `make check` runs all of them.
"""

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

CHECKOUT = Path(__file__).parents[1]
MARKS = "(not chaos and not fuzz and not season) or smoke"
PROBES = (
    "tests/service/test_authorisation.py",
    "tests/service/test_twice.py",
    "tests/service/test_openapi.py",
)
SERVICES = ("tests/service",)
# The first row that begins like a file says which tests it touches; {} is what stands in the brackets.
TOUCHED: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        r"services/(\w+)/(?:.+/)?(?:web|templates)\b",
        ("tests/service/{}", *PROBES),
    ),
    (r"services/(\w+)/", ("tests/service/{}",)),
    (r"workflows/", ("tests/workflow", "tests/e2e")),
    (r"contracts/", ("tests/workflow", *SERVICES)),
    (r"kit/", ("tests/workflow", *SERVICES)),
    (r"cities/", SERVICES),
    (r"cli/", SERVICES),
    (r"deploy/simulators/", SERVICES),
    (r"deploy/local/", ("tests/deploy", "tests/e2e")),
    (r"deploy/demo/", ("tests/e2e",)),
    (r"tests/(?:unit|architecture|seasons)/", ()),  # seasons take minutes: `make seasons`
    (r"tests/(?:fixtures/|access/|conftest)", SERVICES),
    (r"(tests/\w+(?:/[\w/]+)?/test_\w+\.py)$", ("{}",)),
    (r"(tests/service/\w+)/", ("{}",)),
    (r"(tests/(?:browser|chaos|e2e|workflow))/", ("{}",)),
)


def touched(files: Iterable[str]) -> list[str]:
    """Folders and files of tests, none inside of another."""
    found = {folder for file in files for folder in _of(file)}
    return sorted(one for one in found if not any(str(up) in found for up in Path(one).parents))


def _of(file: str) -> Iterator[str]:
    for begins, tests in TOUCHED:
        if match := re.match(begins, file):
            yield from (test.format(*match.groups()) for test in tests)
            return


def changed() -> list[str]:
    """Files that differ from where this branch left `main`; on `main` itself, from the last commit."""
    base = _git("merge-base", "main", "HEAD") or ["HEAD"]
    return [*_git("diff", "--name-only", base[0]), *_git("ls-files", "--others", "--exclude-standard")]


def _git(*arguments: str) -> list[str]:
    done = subprocess.run(["git", *arguments], cwd=CHECKOUT, capture_output=True, text=True, check=False)  # noqa: S607 - our own words
    return done.stdout.split()


def main() -> int:
    """Run them."""
    tests = [test for test in touched(changed()) if (CHECKOUT / test).exists()]
    print("\n".join(tests) or "nothing that was changed has tests beyond `make check`", flush=True)
    if not tests:
        return 0
    return subprocess.run(
        [sys.executable, "-m", "pytest", *tests, "-m", MARKS], cwd=CHECKOUT, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
