"""A parcel is read whole or not at all."""

import io

import pytest

from kit import parcel
from kit.parcel import BadParcel, Opening, Sealing, read_key

KEY, OTHER = bytes(range(32)), bytes(32)
SALT = b"s" * 32
SIZES = [0, 1, 7, 8, 9, 16, 100]


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parcel, "PIECE", 8)


def sealed(content: bytes, *, step: int = 3, label: str = "linjiang") -> bytes:
    target = io.BytesIO()
    writing = Sealing(target, KEY, {"city": label}, SALT)
    for begin in range(0, len(content), step):
        writing.write(content[begin : begin + step])
    writing.seal()
    return target.getvalue()


def opened(data: bytes, key: bytes = KEY) -> bytes:
    reading = Opening(io.BytesIO(data), key)
    content = reading.read()
    reading.end()
    assert content is not None
    return content


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_is_what_is_opened(size: int) -> None:
    content = bytes(range(size))
    assert opened(sealed(content)) == content
    assert content not in sealed(content) or size < 2
    assert Opening(io.BytesIO(sealed(content)), KEY).label["city"] == "linjiang"


def test_nobody_opens_it_with_another_key() -> None:
    with pytest.raises(BadParcel):
        opened(sealed(b"content of some length"), OTHER)


def test_no_byte_of_it_can_be_changed() -> None:
    whole = sealed(b"content of some length")
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1
        with pytest.raises(BadParcel):
            opened(bytes(changed))


def test_it_cannot_be_cut_off_or_go_on() -> None:
    whole = sealed(b"content of some length")
    for end in range(len(whole)):
        with pytest.raises(BadParcel):
            opened(whole[:end])
    with pytest.raises(BadParcel):
        opened(whole + b"x")


def test_pieces_of_two_parcels_do_not_mix() -> None:
    """Under the same key and salt, with another label."""
    first, second = sealed(b"content of some length"), sealed(b"content of some length", label="jiaxing")
    line, _, _ = first.partition(b"\n")
    _, _, pieces = second.partition(b"\n")
    with pytest.raises(BadParcel):
        opened(line + b"\n" + pieces)


def test_one_that_was_not_sealed_is_not_whole() -> None:
    target = io.BytesIO()
    Sealing(target, KEY, {}, SALT).write(b"content of some length")
    with pytest.raises(BadParcel):
        opened(target.getvalue())


@pytest.mark.parametrize("text", ["", "c2hvcnQ=", "no base64!"])
def test_what_is_no_key_is_told(text: str) -> None:
    with pytest.raises(BadParcel):
        read_key(text)
