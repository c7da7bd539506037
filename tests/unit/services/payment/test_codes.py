"""The code as a picture and as a link."""

import pytest

from services.payment.web.codes import page_url, picture

CODE = "weixin://wxpay/bizpayurl?pr=aB3-_x"


def test_the_picture_needs_no_other_request_and_differs_by_code() -> None:
    assert picture(CODE).startswith("data:image/svg+xml")
    assert picture(CODE) == picture(CODE) != picture(CODE + "y")


@pytest.mark.parametrize(
    ("page", "code", "link"),
    [
        ("http://127.0.0.1:26030", CODE, "http://127.0.0.1:26030/pay/aB3-_x"),
        ("", CODE, ""),
        ("http://127.0.0.1:26030", "weixin://wxpay/bizpayurl", ""),
        (
            "http://127.0.0.1:26030",
            "weixin://wxpay/bizpayurl?pr=a/../b",
            "http://127.0.0.1:26030/pay/a%2F..%2Fb",
        ),
    ],
)
def test_only_a_simulated_channel_has_a_page(page: str, code: str, link: str) -> None:
    assert page_url(page, code) == link
