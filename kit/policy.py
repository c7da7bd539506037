"""The security headers of every answer: of the services and of the gateway before them."""

CONTENT = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": CONTENT,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
# Of a site with TLS only: browsers do not ask this host without it any more, for a year.
HSTS = (b"strict-transport-security", b"max-age=31536000")


def is_secure(public_url: str) -> bool:
    """Whether browsers reach the site by TLS, so that its cookies travel over nothing else."""
    return public_url.startswith("https://")
