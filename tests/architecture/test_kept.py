"""Forms are kept alike everywhere, and passwords and one-time codes never (`kit/kept.py`)."""

import re

from deploy.local.services import SERVICES
from kit.kept import NEVER
from tests.architecture.tree import files, read

SECRET = re.compile(
    r'ui\.password\(\w+, "([\w-]+)"|ui\.\w+\(\w+, "([\w-]+)"[^}]*autocomplete="one-time-code"'
)


def secret_fields(text: str) -> set[str]:
    return {name for found in SECRET.findall(text) for name in found if name}


def test_no_secret_field_is_kept() -> None:
    known = set().union(*(secret_fields(read(path).text) for path in files("services", ending=".html")))
    assert known == NEVER


def test_every_service_keeps_forms_in_the_same_table() -> None:
    made = [read(path).text for path in files("services", ending="_kept_forms.sql")]
    assert made == [made[0]] * len(SERVICES)


def test_a_secret_field_is_caught() -> None:
    assert secret_fields('{{ ui.password(form, "pin", "密码") }}') == {"pin"}
    assert secret_fields('{{ ui.text(form, "otp", "码", autocomplete="one-time-code") }}') == {"otp"}
    assert not secret_fields('{{ ui.text(form, "name", "姓名") }}')
