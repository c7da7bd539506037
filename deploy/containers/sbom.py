"""python -m deploy.containers.sbom: what the image is made of, as CycloneDX, from what is locked.

Debian's packages, which are in no lock file, are read as `dpkg-query` lists them in the image:

    docker run --rm --entrypoint dpkg-query zhicheng --show |
      python -m deploy.containers.sbom > zhicheng.cdx.json
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from deploy.local.site import CHECKOUT
from deploy.setup import uv
from deploy.setup.progress import Progress

Bill = dict[str, Any]
IMAGE = "zhicheng"
LIST = ("dpkg-query", "--show")


def packages() -> Bill:
    """Return what uv says of the locked Python packages of the product."""
    program = uv.find(CHECKOUT / ".state/bin", Progress())
    what = (
        "--frozen",
        "--no-default-groups",
        "--format",
        "cyclonedx1.5",
        "--preview-features",
        "sbom-export",
    )
    return _said(str(program), "export", "--offline", "--quiet", *what)


def modules() -> Bill:
    """Return what npm says of the locked packages that pages are made with."""
    what = ("--package-lock-only", "--sbom-format", "cyclonedx", "--omit", "dev")
    return _said(str(CHECKOUT / ".venv/bin/npm"), "sbom", *what)


def _said(*words: str) -> Bill:
    path = {"PATH": f"{CHECKOUT / '.venv/bin'}:/usr/bin:/bin", "HOME": str(Path.home())}
    done = subprocess.run(words, cwd=CHECKOUT, env=path, check=True, capture_output=True, text=True)
    bill: Bill = json.loads(done.stdout)
    return bill


def bill(parts: Iterable[Bill], debian: Iterable[str]) -> Bill:
    """Return one bill of the image: the same for the same locks and the same base."""
    whole = [_part(one) for one in parts]
    installed = [_installed(line) for line in debian if line.strip()]
    roots = [part["components"][0] for part in whole]
    components = [one for part in whole for one in part["components"]] + installed
    first = {"ref": IMAGE, "dependsOn": [one["bom-ref"] for one in (*roots, *installed)]}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {
                "bom-ref": IMAGE,
                "type": "container",
                "name": IMAGE,
                "version": roots[0]["version"],
            }
        },
        "components": components,
        "dependencies": [first, *(one for part in whole for one in part["dependencies"])],
    }


def _part(said: Mapping[str, Any]) -> Bill:
    root = said["metadata"]["component"]
    return {"components": [root, *said["components"]], "dependencies": said["dependencies"]}


def _installed(line: str) -> Bill:
    """Return a package of Debian's from a line `name version` or `name:architecture version`."""
    name, version = line.split()
    name, _, architecture = name.partition(":")
    place = f"?arch={architecture}" if architecture else ""
    purl = f"pkg:deb/debian/{name}@{quote(version, safe='.-')}{place}"
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}


def whole(debian: Iterable[str]) -> str:
    """Return the text of the bill."""
    return json.dumps(bill((packages(), modules()), debian), indent=1, ensure_ascii=False) + "\n"


def _lines() -> Iterator[str]:
    return iter(()) if sys.stdin.isatty() else iter(sys.stdin)


if __name__ == "__main__":
    sys.stdout.write(whole(_lines()))
