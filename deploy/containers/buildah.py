"""Images built and run without a daemon: buildah with chroot isolation, on a base from Debian's mirror."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.setup.command import run
from deploy.setup.debian import Package
from deploy.setup.progress import Progress

TOOLS = (
    Package("buildah", "/usr/bin/buildah"),
    Package("debootstrap", "/usr/sbin/debootstrap"),
)
SUITE = "bookworm"
MIRROR = "http://deb.debian.org/debian"
SOURCES = f"""\
deb {MIRROR} {SUITE} main
deb {MIRROR} {SUITE}-updates main
deb {MIRROR}-security {SUITE}-security main
"""
# What an image of Debian's for containers has not either.
NOT_KEPT = ("var/cache/apt", "var/lib/apt/lists", "usr/share/doc", "usr/share/man", "usr/share/locale")
BASE = "localhost/debian"
# The machine's own certificates, for builders behind a proxy that shows one of its own.
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
SHOWN = "/run/certificates-of-the-builder.crt"


@dataclass(frozen=True)
class Buildah:
    """Images and containers in a folder of ours."""

    folder: Path

    def command(self, *words: str) -> list[str]:
        """Return a command line of buildah with our store."""
        store = ("--root", str(self.folder / "store"), "--runroot", str(self.folder / "run"))
        return ["buildah", *store, *words]

    def said(self, *words: str) -> str:
        """Return what a command printed."""
        return subprocess.run(self.command(*words), check=True, capture_output=True, text=True).stdout.strip()

    def provide_base(self, progress: Progress) -> None:
        """Make the smallest Debian, unless it is there."""
        if self.said("images", "--filter", f"reference={BASE}", "--quiet"):
            return
        root = self.folder / "root"
        shutil.rmtree(root, ignore_errors=True)
        self.folder.mkdir(parents=True, exist_ok=True)
        with progress.step(f"Debian {SUITE} (debootstrap)") as step:
            run(step, ["debootstrap", "--variant=minbase", SUITE, str(root), MIRROR])
            (root / "etc/apt/sources.list").write_text(SOURCES)
            for place in NOT_KEPT:
                shutil.rmtree(root / place, ignore_errors=True)
            (root / "var/cache/apt/archives/partial").mkdir(parents=True)
            tar = self.folder / "root.tar"
            run(step, ["tar", "-C", str(root), "-cf", str(tar), "."])
            container = self.said("from", "scratch")
            run(step, self.command("add", "--quiet", container, str(tar), "/"))
            run(step, self.command("commit", "--quiet", "--rm", container, BASE))
            tar.unlink()
            shutil.rmtree(root)

    def build(self, checkout: Path, target: str, image: str, progress: Progress) -> None:
        """Build a target of the Dockerfile."""
        index = os.environ.get("UV_DEFAULT_INDEX", "")
        arguments = {
            "BASE": BASE,
            "SSL_CERT_FILE": SHOWN,
            "NODE_EXTRA_CA_CERTS": SHOWN,
            **({"UV_DEFAULT_INDEX": index} if index else {}),
        }
        with progress.step(f"image {image}") as step:
            run(
                step,
                self.command(
                    *("bud", "--isolation", "chroot", "--layers", "--pull-never"),
                    *(f"--build-arg={name}={value}" for name, value in arguments.items()),
                    *("--volume", f"{CERTIFICATES}:{SHOWN}:ro"),
                    *("--target", target, "--tag", image),
                    *("--file", str(checkout / "deploy/Dockerfile"), str(checkout)),
                ),
            )

    def size(self, image: str) -> str:
        """Return how large an image is, in words."""
        return self.said("images", "--format", "{{.Size}}", image)

    def container(self, image: str) -> str:
        """Return a fresh container of this image, not running yet."""
        return self.said("from", "--pull-never", image)

    def running(self, container: str, environment: Mapping[str, str], *words: str) -> list[str]:
        """Return the command line that runs something in a container, on the machine's own network."""
        told = (f"--env={name}={value}" for name, value in environment.items())
        return self.command("run", "--isolation", "chroot", *told, container, "--", *words)
