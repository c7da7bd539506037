import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.identity.access.domain.sign_in import local_path


@pytest.mark.parametrize(
    "path", ["/", "/plans", "/declarations/1?tab=2", "/admin/employers?status=pending&words=%E7%8E%AF"]
)
def test_paths_of_this_site_are_gone_to(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "plans",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\n/evil.example",
        "/plans\r\nset-cookie: a=b",
        "/sign-in?next=/sign-in",
        "/sign-out",
        "/ evil",
    ],
)
def test_everything_else_leads_home(path: str) -> None:
    assert local_path(path) == "/"


@given(st.text(max_size=60))
def test_no_text_leads_to_another_site(text: str) -> None:
    path = local_path(text)
    assert path.startswith("/")
    assert not path.startswith(("//", "/\\"))
    assert path.isprintable()
