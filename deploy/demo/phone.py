"""The authenticator on a demo person's phone: secrets that were bound by scanning, and the codes they give.

`python -m deploy.demo.phone` shows the codes of now, for who signs in by hand.
"""

import asyncio
import contextlib
import json
import os
import re
import time
from pathlib import Path
from typing import ClassVar

import httpx2
import pyotp

PERIOD = 30
PATIENCE_SECONDS = 90
SENT = re.compile(r"验证码 (\d{6})")
LINK = re.compile(r"https?://[^/\s]+(/(?:declarations/experts|review/ballot)/[0-9a-f]+)")
FILE = "demo/authenticators.json"


class Phone:
    """All authenticators of one stack, in one file of its state folder."""

    _by_address: dict[str, Path] = {}  # noqa: RUF012 - where each stack keeps its own
    centres: ClassVar[dict[str, str]] = {}  # which SMS centre each stack sends its messages through
    taken: ClassVar[set[tuple[str, str, str]]] = set()  # address, number, code: what was typed from a message

    @classmethod
    def lies_in(cls, address: str, state: Path, sms_url: str) -> None:
        """The people of the platform at this address keep theirs here."""
        cls._by_address[address] = state / FILE
        cls.centres[address] = sms_url

    @classmethod
    def of(cls, address: str) -> "Phone":
        """The phone of the people at this address."""
        return cls(cls._by_address[address])

    def __init__(self, file: Path) -> None:
        """Read nothing yet."""
        self._file = file

    def bind(self, login: str, secret: str) -> None:
        """Keep what the QR code said."""
        self._write({**self._read(), login: {"secret": secret.replace(" ", ""), "step": 0}})

    def secrets(self) -> dict[str, str]:
        """Login → secret."""
        return {login: str(known["secret"]) for login, known in self._read().items()}

    async def code(self, login: str) -> str:
        """A code that was not used before; waits for the next one when all of now were."""
        while True:
            known = self._read()[login]
            step = max(int(known["step"]) + 1, int(time.time()) // PERIOD)
            if step <= int(time.time()) // PERIOD + 1:
                break
            await asyncio.sleep(0.5)
        self._write({**self._read(), login: {**known, "step": step}})
        return pyotp.TOTP(str(known["secret"])).generate_otp(step)

    def _read(self) -> dict[str, dict[str, str | int]]:
        found: dict[str, dict[str, str | int]] = (
            json.loads(self._file.read_text()) if self._file.exists() else {}
        )
        return found

    def _write(self, known: dict[str, dict[str, str | int]]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._file.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(known))
        fresh.replace(self._file)


async def sent_code(address: str, mobile: str) -> str:
    """The code in the latest text message to a number; waits until there is one that was not taken before."""
    return await _sent(address, mobile, SENT)


async def sent_link(address: str, mobile: str) -> str:
    """The path of the link in the latest text message to an expert's number, in the same way."""
    return await _sent(address, mobile, LINK)


async def _sent(address: str, mobile: str, what: re.Pattern[str]) -> str:
    async with (
        httpx2.AsyncClient(base_url=Phone.centres[address]) as centre,
        asyncio.timeout(PATIENCE_SECONDS),
    ):
        while True:
            with contextlib.suppress(httpx2.TransportError):  # no network for a while
                answer = await centre.get(
                    "/messages", params={"mobile": mobile}, headers={"accept": "application/json"}
                )
                codes = [found[1] for one in answer.json() if (found := what.search(one["text"]))]
                if codes and (latest := (address, mobile, codes[-1])) not in Phone.taken:
                    Phone.taken.add(latest)
                    return codes[-1]
            await asyncio.sleep(0.2)


def main() -> None:
    """Show the codes of now."""
    state = Path(os.environ.get("ZHICHENG_STATE") or Path(__file__).parents[2] / ".state")
    for login, secret in Phone(state / FILE).secrets().items():
        print(f"{login}: {pyotp.TOTP(secret).now()}")


if __name__ == "__main__":
    main()
