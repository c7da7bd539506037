"""Progress that a person can see, in a terminal and in a log: what runs, for how long, what it said last."""

import shutil
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TextIO

FIRST_SIGN_AFTER = 2.0
SIGN_EVERY = 10.0
SHOWN_NAMES = 4
SHOWN_WORDS = 80


@dataclass(eq=False)
class Step:
    """One thing that takes time."""

    name: str
    started: float = field(default_factory=time.monotonic)
    said: str = ""
    next_sign: float = FIRST_SIGN_AFTER

    def say(self, line: str) -> None:
        """Remember the last thing that the step told."""
        self.said = line.strip()

    @property
    def elapsed(self) -> float:
        """Return the seconds since the start."""
        return time.monotonic() - self.started


class Progress:
    """Prints a line per finished step, and a sign of life for those that take longer."""

    def __init__(self, out: TextIO | None = None) -> None:
        """Write to standard output unless told otherwise."""
        self._out = out or sys.stdout
        self._live = self._out.isatty()
        self._lock = threading.Lock()
        self._running: list[Step] = []
        self._ticker: threading.Thread | None = None

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Show `name` while the block runs, then how it ended and how long it took."""
        step = self.begin(name)
        try:
            yield step
        except BaseException:
            self.end(step, well=False)
            raise
        self.end(step)

    def begin(self, name: str) -> Step:
        """Show `name` from now on."""
        step = Step(name)
        with self._lock:
            self._running.append(step)
            self._tick_along()
        return step

    def end(self, step: Step, *, well: bool = True) -> None:
        """Tell how the step ended and how long it took."""
        with self._lock:
            self._running.remove(step)
            self._line(f"  {'✓' if well else '✗'} {step.name:<44} {step.elapsed:6.1f} s")

    def note(self, text: str) -> None:
        """Print a line of its own."""
        with self._lock:
            self._line(text)

    def _tick_along(self) -> None:
        if self._ticker is None:
            self._ticker = threading.Thread(target=self._tick, daemon=True)
            self._ticker.start()

    def _tick(self) -> None:
        while True:
            time.sleep(0.5)
            with self._lock:
                if self._live:
                    self._draw()
                else:
                    self._print_signs()

    def _draw(self) -> None:
        if self._running:
            width = shutil.get_terminal_size().columns - 1
            self._out.write(f"\r\033[K{self._running_now()[:width]}")
            self._out.flush()

    def _print_signs(self) -> None:
        if any(step.elapsed >= step.next_sign for step in self._running):
            self._line(self._running_now())
            for step in self._running:
                step.next_sign = step.elapsed + SIGN_EVERY

    def _running_now(self) -> str:
        names = [step.name for step in self._running]
        more = f" and {len(names) - SHOWN_NAMES} more" if len(names) > SHOWN_NAMES else ""
        oldest = self._running[0]
        text = f"  … {', '.join(names[:SHOWN_NAMES])}{more}  {oldest.elapsed:.0f} s"
        return f"{text}  {oldest.said[:SHOWN_WORDS]}".rstrip()

    def _line(self, text: str) -> None:
        start = "\r\033[K" if self._live else ""
        self._out.write(f"{start}{text}\n")
        self._out.flush()
