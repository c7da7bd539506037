import base64

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from kit.crypto import FieldCipher


def key(number: int) -> str:
    return f"k{number}:{base64.b64encode(bytes([number]) * 32).decode()}"


@given(st.text())
def test_what_was_encrypted_comes_back(text: str) -> None:
    cipher = FieldCipher(key(1))
    assert cipher.decrypt(cipher.encrypt(text)) == text


def test_the_same_value_is_never_stored_twice_alike() -> None:
    cipher = FieldCipher(key(1))
    assert cipher.encrypt("330602198001010011") != cipher.encrypt("330602198001010011")


def test_old_values_are_read_after_a_rotation_and_new_ones_use_the_new_key() -> None:
    old, rotated = FieldCipher(key(1)), FieldCipher(f"{key(2)},{key(1)}")
    stored = old.encrypt("13800000000")
    assert rotated.decrypt(stored) == "13800000000"
    with pytest.raises(KeyError):
        old.decrypt(rotated.encrypt("13800000000"))


def test_fingerprints_outlive_a_rotation() -> None:
    old, rotated = FieldCipher(key(1)), FieldCipher(f"{key(2)},{key(1)}")
    assert old.fingerprint("a") == rotated.fingerprint("a") != rotated.fingerprint("b")


def test_a_fingerprint_key_of_its_own_lets_the_oldest_key_go() -> None:
    kept = key(1).partition(":")[2]
    old, alone = FieldCipher(key(1)), FieldCipher(key(2), fingerprint_key=kept)
    assert old.fingerprint("a") == alone.fingerprint("a") != FieldCipher(key(2)).fingerprint("a")


def test_a_value_tells_its_key() -> None:
    stored = FieldCipher(key(1)).encrypt("a")
    rotated = FieldCipher(f"{key(2)},{key(1)}")
    assert (rotated.key_of(stored), rotated.current) == ("k1", "k2")


def test_a_changed_value_is_refused() -> None:
    cipher = FieldCipher(key(1))
    stored = bytearray(cipher.encrypt_bytes(b"x" * 40))
    stored[-1] ^= 1
    with pytest.raises(InvalidTag):
        cipher.decrypt_bytes(bytes(stored))


def test_a_key_of_a_file_is_renewed_though_it_is_no_text() -> None:
    """A file's own key is 32 bytes, whatever they are."""
    old, rotated = FieldCipher(key(1)), FieldCipher(f"{key(2)},{key(1)}")
    stored = base64.b64encode(old.encrypt_bytes(b"\x8f" * 32)).decode()
    renewed = rotated.renew(stored)
    assert FieldCipher(key(2)).decrypt_bytes(base64.b64decode(renewed)) == b"\x8f" * 32
    assert (
        FieldCipher(key(3)).decrypt_bytes(base64.b64decode(old.renew(stored, FieldCipher(key(3)))))
        == b"\x8f" * 32
    )
