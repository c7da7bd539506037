"""A form with files: what is no form is refused before anything of it is read."""

import pytest
from starlette.requests import Request

from services.documents.uploads.web.multipart import Malformed, Multipart


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        f"multipart/form-data; boundary={'b' * 300}",
    ],
)
def test_what_is_no_form_is_refused(kind: str) -> None:
    request = Request({"type": "http", "headers": [(b"content-type", kind.encode())]})
    with pytest.raises(Malformed):
        Multipart(request)
