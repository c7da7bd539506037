from pathlib import Path

from deploy.setup.stamps import Stamp, fingerprint


def test_a_stamp_matches_until_an_input_changes(tmp_path: Path) -> None:
    lock, stamp = tmp_path / "uv.lock", Stamp(tmp_path / "setup" / "environment")
    lock.write_text("one")
    first = fingerprint([lock], "here")
    assert not stamp.matches(first)

    stamp.put(first)
    assert stamp.matches(fingerprint([lock], "here"))

    lock.write_text("two")
    assert not stamp.matches(fingerprint([lock], "here"))


def test_the_order_of_the_files_is_no_input_but_names_and_words_are(tmp_path: Path) -> None:
    one, two, three = (tmp_path / name for name in ("one", "two", "three"))
    for file in (one, two, three):
        file.write_text("the same")

    assert fingerprint([one, two]) == fingerprint([two, one])
    assert fingerprint([one]) != fingerprint([two])
    assert fingerprint([one], "here") != fingerprint([one], "there")
    assert fingerprint([one], "a", "b") != fingerprint([one], "ab")
