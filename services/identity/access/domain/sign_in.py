"""Where somebody comes from, and where to go after signing in."""

from urllib.parse import urlencode, urlsplit

STEPS = {
    "person": "/sign-in?who=person",
    "sign_in": "/sign-in",
    "openid": "/sign-in/openid",
    "register": "/register",
    "recover": "/recover",
    "activate": "/activate",
}


def local_path(text: str) -> str:
    """Where to go next, if it is a path of this site; else the home page."""
    if not text.startswith("/") or text.startswith("//") or "\\" in text:
        return "/"
    if not text.isprintable() or " " in text:
        return "/"
    try:
        parts = urlsplit(text)
    except ValueError:
        return "/"
    is_local = not parts.scheme and not parts.netloc and not parts.path.startswith(("/sign-", "//"))
    return text if is_local else "/"


def with_next(path: str, then: str) -> str:
    """A step on the way to signing in, which knows where that is to lead."""
    if then in {"", "/"}:
        return path
    return f"{path}{'&' if '?' in path else '?'}{urlencode({'next': then}, safe='/')}"


def steps(then: str) -> dict[str, str]:
    """Pages beside the one that signs in, by name; all of them come back to where somebody wanted to go."""
    return {name: with_next(path, local_path(then)) for name, path in STEPS.items()}
