"""Front-end packages from `package-lock.json`, and the pages' CSS that is built from them."""

import os
from pathlib import Path

from deploy.setup.command import run
from deploy.setup.progress import Progress
from deploy.setup.stamps import Stamp, fingerprint

SOURCES = ("kit/web/build.mjs", "kit/web/scss")
BUILT = "kit/web/static/build"


def install(checkout: Path, progress: Progress) -> None:
    """Install and build what changed since the last time."""
    manifest = [checkout / "package.json", checkout / "package-lock.json"]
    if not all(file.exists() for file in manifest):
        return
    environment = _environment(checkout)
    packages = fingerprint(manifest, str(checkout))
    stamp = Stamp(checkout / ".state/setup/frontend-packages")
    if not stamp.matches(packages) or not (checkout / "node_modules").is_dir():
        with progress.step("front-end packages (npm ci)") as step:
            command = [str(checkout / ".venv/bin/npm"), "ci", "--no-audit", "--no-fund"]
            run(step, command, environment=environment, folder=checkout)
        stamp.put(packages)
    built = fingerprint(_files(checkout), packages)
    stamp = Stamp(checkout / ".state/setup/frontend-build")
    if not stamp.matches(built) or not (checkout / BUILT).is_dir():
        with progress.step("style sheets and scripts (npm run build)") as step:
            command = [str(checkout / ".venv/bin/npm"), "run", "build"]
            run(step, command, environment=environment, folder=checkout)
        stamp.put(built)


def _files(checkout: Path) -> list[Path]:
    roots = [checkout / source for source in SOURCES]
    return [
        file for root in roots for file in ([root] if root.is_file() else root.rglob("*")) if file.is_file()
    ]


def _environment(checkout: Path) -> dict[str, str]:
    environment = {"PATH": f"{checkout / '.venv/bin'}:{os.environ.get('PATH', os.defpath)}"}
    certificates = os.environ.get("SSL_CERT_FILE")
    if certificates and "NODE_EXTRA_CA_CERTS" not in os.environ:
        environment["NODE_EXTRA_CA_CERTS"] = certificates
    return environment
