"""The address that migrations are given."""

import subprocess
from urllib.parse import parse_qs, urlsplit

import pytest

from kit.process import apply_migrations


@pytest.mark.parametrize(
    ("options", "modes"),
    [("", ["disable"]), ("?sslmode=require", ["require"]), ("?connect_timeout=5", ["disable"])],
)
def test_an_address_keeps_its_options(
    monkeypatch: pytest.MonkeyPatch, options: str, modes: list[str]
) -> None:
    said: list[str] = []
    monkeypatch.setattr(subprocess, "run", lambda words, **_: said.extend(words))
    apply_migrations("review", f"postgresql://review:word@db.example:5432/review{options}")
    address = urlsplit(said[said.index("--url") + 1])
    given = parse_qs(address.query)
    assert (address.netloc, address.path) == ("review:word@db.example:5432", "/review")
    assert given.pop("sslmode") == modes
    assert given.keys() >= {"statement_timeout", "lock_timeout", "transaction_timeout"}
    assert given.keys() >= parse_qs(options.removeprefix("?")).keys() - {"sslmode"}
