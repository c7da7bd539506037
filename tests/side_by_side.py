"""`make test`: all tests in parts, three at once, each with a stack of its own if it needs one.

The first is shown as it runs, the others when all have ended. Ctrl-C ends all, and what they started.
"""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from deploy.local.stack import Stack

CHECKOUT = Path(__file__).parents[1]
PARTS = {  # the longest first, the last small enough to end with the others; a shell's patterns
    "house": ("tests/browser", "tests/e2e", "tests/chaos", "tests/seasons"),
    "doors": ("tests/service/test_*.py",),
    "deciding": ("tests/service/review",),
    "people": tuple(
        f"tests/service/{one}" for one in ("archive", "identity", "notification", "operations", "payment")
    ),
    "declaring": tuple(f"tests/service/{one}" for one in ("declaration", "documents", "workflows")),
    "rules": ("tests/unit", "tests/architecture", "tests/workflow", "tests/deploy"),
}
AT_ONCE = 3  # more wait for each other on two cores
MARKS = "(not chaos and not fuzz and not season) or smoke"
INTERRUPTED = 130


def paths(part: str) -> list[str]:
    """The folders and files of a part."""
    return [
        str(path.relative_to(CHECKOUT))
        for pattern in PARTS[part]
        for path in sorted(CHECKOUT.glob(pattern))
        if path.name != "__pycache__"
    ]


@dataclass
class Part:
    """One part on its way."""

    name: str
    is_shown: bool
    state: Path = field(init=False)
    process: subprocess.Popen[bytes] = field(init=False)
    began: float = field(default_factory=time.monotonic)
    took: float = 0.0

    def __post_init__(self) -> None:
        """Start it; a Ctrl-C reaches it through us, once."""
        self.state = CHECKOUT / ".state" / f"test-{self.name}"
        self.state.mkdir(parents=True, exist_ok=True)
        with self.said.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "pytest", *paths(self.name), "-m", MARKS],
                cwd=CHECKOUT,
                env={**os.environ, "ZHICHENG_TEST_STATE": str(self.state)},
                stdin=subprocess.DEVNULL,
                stdout=None if self.is_shown else file,
                stderr=None if self.is_shown else subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def said(self) -> Path:
        """Where it writes when it is not shown."""
        return self.state / "output"

    def has_ended(self) -> bool:
        """Whether it has, and note when."""
        if self.process.poll() is None:
            return False
        self.took = self.took or time.monotonic() - self.began
        return True

    def interrupt(self) -> None:
        """As Ctrl-C would: what it started ends with it."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)

    def tell(self) -> None:
        """What was not shown."""
        if not self.is_shown:
            print(f"\n{self.name}\n{'=' * len(self.name)}", flush=True)
            sys.stdout.buffer.write(self.said.read_bytes())
            sys.stdout.flush()

    def __str__(self) -> str:
        """Name, time and end."""
        minutes, seconds = divmod(round(self.took), 60)
        end = f"exit {self.process.returncode}" if self.process.returncode else "passed"
        return f"  {self.name:9} {minutes:3} min {seconds:02} s  {end}"


def main() -> int:
    """Run all; what each says counts."""
    for ending in (signal.SIGINT, signal.SIGTERM):  # a shell may have had us ignore Ctrl-C, and so our parts
        signal.signal(ending, _interrupted)
    parts: list[Part] = []
    waiting = list(PARTS)
    try:
        while True:
            running = [part for part in parts if not part.has_ended()]  # each notes when
            if waiting and len(running) < AT_ONCE:
                parts.append(Part(waiting.pop(0), is_shown=not parts))
            elif not running:
                break
            time.sleep(0.2)
    except KeyboardInterrupt:
        _end(parts)
        return INTERRUPTED
    for part in parts:
        part.tell()
    print("\n" + "\n".join(map(str, parts)), flush=True)
    return int(any(part.process.returncode for part in parts))


def _interrupted(signum: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _end(parts: list[Part]) -> None:
    for part in parts:
        part.interrupt()
    for part in parts:
        part.process.wait()
        if stack := Stack.existing(part.state):
            stack.down()
        part.has_ended()
        part.tell()


if __name__ == "__main__":
    sys.exit(main())
