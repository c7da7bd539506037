"""The place where one stack lives: its folder, its ports, its secrets."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from deploy.local import credentials
from deploy.local.credentials import Credentials
from deploy.local.ports import Ports

CHECKOUT = Path(__file__).resolve().parents[2]
# Every process that the stack starts carries this variable with the state folder as its value; that is how
# they are found again. It is not ZHICHENG_STATE, which a person may have exported in the shell.
MARK = "ZHICHENG_STARTED_BY"


@dataclass(frozen=True, kw_only=True)
class Site:
    """One stack's place. Without `durable` (tests) a power cut may cost the last writes; a kill never."""

    state: Path
    ports: Ports
    credentials: Credentials
    durable: bool = True
    checkout: Path = CHECKOUT

    @classmethod
    def open(cls, state: Path, ports: Ports, *, durable: bool = True) -> "Site":
        """Make the place, or take it up again."""
        state = state.resolve()
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in ("run", "log"):
            (state / folder).mkdir(mode=0o700, exist_ok=True)
        (state / "site.json").write_text(json.dumps({"base": ports.base, "durable": durable}))
        return cls(
            state=state,
            ports=ports,
            credentials=credentials.load(state / "secrets.json"),
            durable=durable,
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


def state_folder() -> Path:
    """Return the state folder that the environment names, or the checkout's."""
    return Path(os.environ.get("ZHICHENG_STATE") or CHECKOUT / ".state").resolve()
