"""The place where one stack lives: its folder, its ports, its secrets."""

import hashlib
import json
import os
import shutil
import stat
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from deploy.local import credentials
from deploy.local.credentials import Credentials
from deploy.local.ports import Ports
from deploy.local.scale import ONCE, Scale

CHECKOUT = Path(__file__).resolve().parents[2]
# Every process that the stack starts carries this variable with the state folder as its value; that is how
# they are found again. It is not ZHICHENG_STATE, which a person may have exported in the shell.
MARK = "ZHICHENG_STARTED_BY"
# On a disk a database of a test's own costs ten times as much as in memory, most of it inside the kernel.
MEMORY = Path("/dev/shm")  # noqa: S108 - the folder in it is ours alone, or is not used
ROOM_BYTES = 4 * 1024**3


@dataclass(frozen=True, kw_only=True)
class Site:
    """One stack's place.

    Without `durable` (tests) a power cut may cost the last writes, a kill never; and passwords are cheap.
    """

    state: Path
    ports: Ports
    credentials: Credentials
    durable: bool = True
    scale: Scale = ONCE
    metrics_base: int = 0  # the port from which on processes tell their metrics; 0: they tell none
    checkout: Path = CHECKOUT

    @classmethod
    def open(
        cls,
        state: Path,
        ports: Ports,
        *,
        durable: bool = True,
        scale: Scale | None = None,
        metrics_base: int | None = None,
    ) -> "Site":
        """Make the place, or take it up again; how many of each run there is kept unless it is told.

        So is where they tell their metrics.
        """
        state = state.resolve()
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in ("run", "log"):
            (state / folder).mkdir(mode=0o700, exist_ok=True)
        before = _kept(state / "site.json")
        scale = Scale.parse(before.get("scale", "")) if scale is None else scale
        metrics_base = before.get("metrics_base", 0) if metrics_base is None else metrics_base
        kept = {
            "base": ports.base,
            "durable": durable,
            "scale": str(scale),
            "metrics_base": metrics_base,
        }
        (state / "site.json").write_text(json.dumps(kept))
        return cls(
            state=state,
            ports=replace(ports, further=scale.further),
            credentials=credentials.load(state / "secrets.json"),
            durable=durable,
            scale=scale,
            metrics_base=metrics_base,
        )

    @classmethod
    def reopen(cls, state: Path) -> "Site":
        """Return the place as it was opened last."""
        kept = json.loads((state / "site.json").read_text())
        return cls.open(state, Ports(kept["base"]), durable=kept["durable"])

    @property
    def programs(self) -> Path:
        """Return the folder of the locked environment's programs."""
        return self.checkout / ".venv/bin"

    @property
    def registry(self) -> Path:
        """Return the file in which the supervisor keeps what runs."""
        return self.state / "run/processes.json"

    @property
    def table(self) -> Path:
        """Return the file in which the supervisor reads what to watch."""
        return self.state / "run/table.json"

    @property
    def log(self) -> Path:
        """Return the one log of all processes."""
        return self.state / "log/stack.log"

    def folder(self, name: str) -> Path:
        """Return a folder of this stack, made when it is missing."""
        folder = self.state / name
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    def data(self, name: str) -> Path:
        """Return a folder for a server's data: in memory if a power cut may cost it and there is room."""
        if self.durable or not (_made(self.memory) and _is_ours(self.memory)):
            return self.folder(name)
        folder = self.memory / name
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    @property
    def memory(self) -> Path:
        """Return the folder in memory of a stack that is not durable, whether it is there or not."""
        return MEMORY / f"zhicheng-{hashlib.sha256(str(self.state).encode()).hexdigest()[:16]}"

    def forget(self) -> None:
        """Delete what is in memory."""
        if _is_ours(self.memory):
            shutil.rmtree(self.memory)


def _kept(file: Path) -> Mapping[str, Any]:
    return json.loads(file.read_text()) if file.exists() else {}


def _made(folder: Path) -> bool:
    """Make it if there is room; whether it is there now."""
    try:
        if not folder.exists() and shutil.disk_usage(folder.parent).free >= ROOM_BYTES:
            folder.mkdir(mode=0o700)
    except OSError:  # no memory to be had here, or another process was first
        pass
    return folder.exists()


def _is_ours(folder: Path) -> bool:
    """Whether it is a folder of this user's that nobody else can enter."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    is_private = stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) == stat.S_IRWXU
    return is_private and found.st_uid == os.geteuid()


def state_folder() -> Path:
    """Return the state folder that the environment names, or the checkout's."""
    return Path(os.environ.get("ZHICHENG_STATE") or CHECKOUT / ".state").resolve()
