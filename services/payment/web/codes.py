"""A code of the channel, as a picture and, where the channel is simulated, as a link."""

from urllib.parse import parse_qs, quote, urlsplit

import segno


def picture(code_url: str) -> str:
    """The QR code as an image that needs no other request."""
    return segno.make(code_url, error="m").svg_data_uri(border=2, light="#fff")


def returning(link: str, back: str) -> str:
    """The channel's link, which leads back here afterwards."""
    return f"{link}{'&' if '?' in link else '?'}redirect_url={quote(back, safe='')}"


def page_url(channel_page_url: str, code_url: str) -> str:
    """The simulated channel's page for this code; empty for a real channel."""
    found = parse_qs(urlsplit(code_url).query).get("pr", [])
    return f"{channel_page_url}/pay/{quote(found[0], safe='')}" if channel_page_url and found else ""
