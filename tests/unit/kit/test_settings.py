import pytest
from pydantic import SecretStr
from pydantic_settings import SettingsConfigDict

from kit.settings import ProcessSettings, load


class Wanted(ProcessSettings):
    model_config = SettingsConfigDict(env_prefix="WANTED_")


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AMQP_URL", "TEMPORAL_ADDRESS", "PAYLOAD_KEYS"):
        monkeypatch.delenv(f"WANTED_{name}", raising=False)


def test_a_process_refuses_to_start_and_names_every_missing_variable(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WANTED_AMQP_URL", "amqp://somewhere")
    with pytest.raises(SystemExit) as ended:
        load(Wanted)
    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert "WANTED_TEMPORAL_ADDRESS" in told
    assert "WANTED_PAYLOAD_KEYS" in told
    assert "WANTED_AMQP_URL" not in told


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WANTED_AMQP_URL", "amqp://user:secret@somewhere")
    monkeypatch.setenv("WANTED_TEMPORAL_ADDRESS", "somewhere:1")
    monkeypatch.setenv("WANTED_PAYLOAD_KEYS", "k1:secret")
    settings = load(Wanted)
    assert isinstance(settings.amqp_url, SecretStr)
    assert "secret" not in repr(settings)
