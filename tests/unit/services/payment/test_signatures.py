"""What is believed, and what is not."""

import re
from base64 import b64decode, b64encode
from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from services.payment.gateway.signatures import ChannelKeys, Forged, MerchantKey, Probe, UnknownKey
from tests.unit.services.payment.keys import (
    API_KEY,
    AT,
    KEY_ID,
    certificate_pem,
    key,
    private_pem,
    public_pem,
    sealed,
    signed,
)

BODY = '{"event_type":"TRANSACTION.SUCCESS","summary":"支付成功"}'.encode()


@pytest.fixture(scope="module")
def channel() -> ChannelKeys:
    return ChannelKeys({KEY_ID: public_pem("channel"), "5157F09EFDC0": certificate_pem("next")}, API_KEY)


def test_the_merchant_signs_method_address_time_nonce_and_body() -> None:
    merchant = MerchantKey("1600000001", "5157F09EFDC096DE15EBE81A47057A72", private_pem("merchant"))
    path = "/v3/pay/transactions/out-trade-no/1?mchid=1600000001"
    header = merchant.authorization("GET", path, b"", at=AT)
    scheme, _, rest = header.partition(" ")
    parts = dict(re.findall(r'(\w+)="([^"]*)"', rest))
    assert scheme == "WECHATPAY2-SHA256-RSA2048"
    assert (parts["mchid"], parts["serial_no"]) == ("1600000001", "5157F09EFDC096DE15EBE81A47057A72")
    assert parts["timestamp"] == str(int(AT.timestamp()))
    text = f"GET\n{path}\n{parts['timestamp']}\n{parts['nonce_str']}\n\n".encode()
    signature = b64decode(parts["signature"])
    key("merchant").public_key().verify(signature, text, PKCS1v15(), SHA256())
    with pytest.raises(InvalidSignature):
        key("merchant").public_key().verify(signature, text + b"x", PKCS1v15(), SHA256())


def test_every_request_has_its_own_nonce() -> None:
    merchant = MerchantKey("1600000001", "51", private_pem("merchant"))
    asked = {merchant.authorization("GET", "/", b"", at=AT) for _ in range(3)}
    assert len(asked) == 3


def test_what_the_channel_signed_is_believed(channel: ChannelKeys) -> None:
    assert channel.verify(signed(BODY), BODY, at=AT) == "n0nce"


@pytest.mark.parametrize("late", [-301, 301, 3600, 86_400])
def test_what_is_not_of_this_moment_is_not_believed(channel: ChannelKeys, late: int) -> None:
    with pytest.raises(Forged, match="time"):
        channel.verify(signed(BODY), BODY, at=AT + timedelta(seconds=late))


@pytest.mark.parametrize("late", [-300, 0, 300])
def test_five_minutes_are_allowed(channel: ChannelKeys, late: int) -> None:
    assert channel.verify(signed(BODY), BODY, at=AT + timedelta(seconds=late))


@pytest.mark.parametrize(
    "changes",
    [
        {"wechatpay-serial": "PUB_KEY_ID_0002"},
        {"wechatpay-serial": ""},
        {"wechatpay-nonce": "another"},
        {"wechatpay-timestamp": str(int(AT.timestamp()) + 1)},
        {"wechatpay-timestamp": ""},
        {"wechatpay-timestamp": "now"},
        {"wechatpay-signature": ""},
        {"wechatpay-signature": "签名"},
        {"wechatpay-signature": b64encode(b"x" * 256).decode()},
    ],
)
def test_a_changed_header_is_not_believed(channel: ChannelKeys, changes: dict[str, str]) -> None:
    with pytest.raises(Forged):
        channel.verify({**signed(BODY), **changes}, BODY, at=AT)


def test_nothing_is_believed_without_headers(channel: ChannelKeys) -> None:
    with pytest.raises(Forged):
        channel.verify({}, BODY, at=AT)


def test_a_changed_body_is_not_believed(channel: ChannelKeys) -> None:
    with pytest.raises(Forged, match="signature"):
        channel.verify(signed(BODY), BODY.replace(b"SUCCESS", b"REFUNDS"), at=AT)


def test_a_stranger_is_not_believed(channel: ChannelKeys) -> None:
    with pytest.raises(Forged, match="signature"):
        channel.verify(signed(BODY, whose="stranger"), BODY, at=AT)


def test_what_another_key_of_the_channel_signed_is_believed_too(channel: ChannelKeys) -> None:
    assert channel.verify(signed(BODY, whose="next", serial="5157F09EFDC0"), BODY, at=AT) == "n0nce"
    assert channel.current == KEY_ID
    with pytest.raises(Forged, match="signature"):
        channel.verify(signed(BODY, whose="channel", serial="5157F09EFDC0"), BODY, at=AT)


def test_a_key_that_nobody_configured_is_named(channel: ChannelKeys) -> None:
    with pytest.raises(UnknownKey) as caught:
        channel.verify(signed(BODY, serial="PUB_KEY_ID_0002" + "x" * 100), BODY, at=AT)
    assert caught.value.serial.startswith("PUB_KEY_ID_0002")
    assert len(caught.value.serial) == 64


def test_a_probe_of_the_channel_is_told_from_a_forgery(channel: ChannelKeys) -> None:
    headers = {**signed(BODY), "wechatpay-signature": "WECHATPAY/SIGNTEST/" + "A" * 325}
    with pytest.raises(Probe):
        channel.verify(headers, BODY, at=AT)


def test_a_sealed_resource_is_opened(channel: ChannelKeys) -> None:
    assert channel.unseal(sealed({"trade_state": "SUCCESS"})) == {"trade_state": "SUCCESS"}


@pytest.mark.parametrize(
    "resource",
    [
        {},
        sealed({}, algorithm="AES"),
        sealed({}, associated_data="other"),
        sealed({}, nonce="ba9876543210"),
        sealed({}, nonce=""),
        sealed({}, ciphertext=b64encode(b"x" * 40).decode()),
        sealed({}, ciphertext="?"),
        sealed({}, api_key="another-key-another-key-another-"),
    ],
)
def test_what_was_not_sealed_for_us_is_not_opened(channel: ChannelKeys, resource: dict[str, str]) -> None:
    with pytest.raises(Forged):
        channel.unseal(resource)


def test_keys_of_another_kind_are_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="PEM"):
        MerchantKey("1", "1", "no key")
    with pytest.raises(ValueError, match="PEM"):
        ChannelKeys({KEY_ID: "no key"}, API_KEY)
