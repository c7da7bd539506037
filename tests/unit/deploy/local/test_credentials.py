import json
from pathlib import Path

from joserfc import jwt
from joserfc.jwk import OKPKey

from deploy.local import credentials
from deploy.local.services import SERVICES
from kit.session import ALGORITHM, public_keys


def test_they_are_generated_once_and_read_only_by_their_owner(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"

    first = credentials.load(file)
    written = file.stat().st_mtime_ns

    assert credentials.load(file) == first
    assert file.stat().st_mtime_ns == written
    assert file.stat().st_mode & 0o777 == 0o600


def test_two_checkouts_share_nothing(tmp_path: Path) -> None:
    one, two = (credentials.load(tmp_path / name) for name in ("one", "two"))

    for name, value in one.model_dump().items():
        assert value != getattr(two, name), name
    assert not set(one.postgres.values()) & set(two.postgres.values())


def test_every_service_has_a_password_and_a_key_of_its_own(tmp_path: Path) -> None:
    found = credentials.load(tmp_path / "secrets.json")

    assert set(SERVICES) < set(found.postgres)
    assert len(set(found.postgres.values())) == len(found.postgres)
    assert len({key.secret for key in found.s3.values()}) == len(SERVICES) + 1


def test_a_field_that_is_missing_is_added_and_the_rest_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    first = credentials.load(file)
    older = json.loads(file.read_text())
    del older["case_keys"], older["s3"]["operator"]
    file.write_text(json.dumps(older))

    second = credentials.load(file)
    assert second.case_keys not in {"", first.case_keys}
    assert second.people == first.people
    assert json.loads(file.read_text())["case_keys"] == second.case_keys
    assert file.stat().st_mode & 0o777 == 0o600


def test_the_public_keys_verify_sessions_and_cannot_make_them(tmp_path: Path) -> None:
    found = credentials.load(tmp_path / "secrets.json")
    key = OKPKey.import_key(found.session_key)
    token = jwt.encode({"alg": ALGORITHM, "kid": key.kid or ""}, {"sub": "x"}, key, algorithms=[ALGORITHM])

    keys = public_keys(json.dumps(found.session_keys))
    assert jwt.decode(token, keys, algorithms=[ALGORITHM]).claims == {"sub": "x"}
    assert all("d" not in public for public in found.session_keys["keys"])


def test_a_private_file_takes_the_place_of_a_public_one(tmp_path: Path) -> None:
    file = tmp_path / "env"
    file.write_text("old")
    file.chmod(0o644)
    file.with_name("env.new").write_text("left by a run that was killed")

    credentials.write_private(file, "new")

    assert file.read_text() == "new"
    assert file.stat().st_mode & 0o777 == 0o600
    assert not file.with_name("env.new").exists()
