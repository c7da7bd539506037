"""The gateway: Caddy in front of all services, one host, one session."""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from deploy.local import readiness
from deploy.local.ports import HOST, Ports
from deploy.local.process import Process
from deploy.local.scale import CODEC
from deploy.local.site import Site
from deploy.local.surroundings import surroundings
from kit.admission import ALIVE
from kit.policy import HEADERS

# Whose pages begin with what. Everything else, the start page too, is identity's.
ROUTES = {
    "archive": ("/archive",),
    "declaration": ("/plans", "/declarations", "/acceptance-points", "/home"),
    "review": ("/review", "/publicity"),
    "payment": ("/payment",),
    "documents": ("/documents",),
    "notification": ("/messages",),
    "operations": ("/operations",),
    "identity": (),
}
BODY_LIMIT = "101MiB"  # a form with five of the largest files; services have their own limits below it
# A slow sender keeps a connection of the gateway only: services take what has arrived, and want 8 K a second.
TIMES = {"read_header": "10s", "read_body": "20m", "write": "40m", "idle": "2m"}
MOST_HEADERS = "16KiB"
OURS = f"{HOST} localhost"
PRIVATE = "/metrics /health /health/*"
AGAIN_SECONDS = 10  # as the page says
# Any of several may answer: what they share is in their database. One that ends is passed over at once, one
# that stands still after some ten seconds. Whether the database answers is for each to say to whoever asks.
BALANCED = (
    "lb_policy least_conn",
    "fail_duration 2s",
    "health_interval 2s",
    "health_timeout 4s",
    "health_fails 2",
)
UNAVAILABLE, STATUS = (Path(__file__).with_name(name) for name in ("unavailable.html", "status.html"))
FOR_OPERATORS = {"operations"}  # no part that the public misses
LOOK_SECONDS = 10  # between two looks at each service, however many people want to know
STATUS_LASTS = 5  # seconds in which nobody asks again
WORKS, PARTLY, AWAY = "works", "partly", "away"
READY = "/health/ready"


@dataclass(frozen=True, kw_only=True)
class Door:
    """What the gateway is like from outside."""

    address: str
    options: tuple[str, ...] = ()
    directives: tuple[str, ...] = ()
    hosts: str
    is_named: bool = False  # its address is a name, and TLS is shown to it
    pages: Path  # the folder of the pages that are the gateway's own
    notices: Path  # the folder in which an operator may put notice.txt
    inner: str  # an address that only the gateway itself reaches


def prepare(site: Site) -> None:
    """Write the gateway's configuration from the route table."""
    local = Door(
        address=f"http://:{site.ports.of('gateway')}",
        options=("auto_https off",),
        directives=(f"bind {HOST}",),
        hosts=OURS,
        pages=UNAVAILABLE.parent,
        notices=site.folder("gateway"),
        inner=site.ports.address("gateway-inner"),
    )
    (site.folder("gateway") / "Caddyfile").write_text(caddyfile(local, site.ports))


def process(site: Site) -> Process:
    """Describe the gateway."""
    home = site.folder("gateway")
    return Process(
        name="gateway",
        group="servers",
        command=(
            *(str(site.programs / "caddy"), "run", "--adapter", "caddyfile"),
            *("--config", str(home / "Caddyfile")),
        ),
        folder=home,
        ready=readiness.tcp(site.ports.of("gateway")),
        environment={
            **surroundings(site, "gateway"),
            "XDG_DATA_HOME": str(home),
            "XDG_CONFIG_HOME": str(home),
            "GOMEMLIMIT": "100MiB",
        },
    )


def caddyfile(door: Door, ports: Ports) -> str:
    """Return the gateway's configuration: what it is like outside, and where the services are."""
    return "\n".join(_caddyfile(door, ports)) + "\n"


def _caddyfile(door: Door, ports: Ports) -> Iterator[str]:
    yield from (
        "{",
        "  admin off",
        *(f"  {option}" for option in door.options),
        "  persist_config off",
        "  grace_period 5s",
        "  log {",
        "    level warn",
        "    output stderr",
        "  }",
        "  servers {",
        "    timeouts {",
        *(f"      {name} {most}" for name, most in TIMES.items()),
        "    }",
        f"    max_header_size {MOST_HEADERS}",
        "  }",
        "}",
        f"{door.address} {{",
        *(f"  {directive}" for directive in door.directives),
        *_access_log(),
        "  encode gzip",
        "  header -Server",
        *_headers(HEADERS),
        f"  @foreign not host {door.hosts}",
        "  handle @foreign {\n    respond 421\n  }",
        f"  request_body {{\n    max_size {BODY_LIMIT}\n  }}",
        f"  @private path {PRIVATE}",
        "  handle @private {\n    respond 404\n  }",
    )
    yield from _status(door, ports)
    for service, prefixes in ROUTES.items():
        behind = _looked_up if ports.comes_and_goes else _known
        yield from _route(service, prefixes, behind(ports.addresses(service)))
    yield from _unavailable(door.pages)
    yield "}"
    if door.is_named:
        yield from _others(door)
    if codecs := ports.shared(CODEC):
        yield from _codecs(ports.url(CODEC), codecs)
    yield from _inner(door)


def _others(door: Door) -> Iterator[str]:
    """Answer whoever comes without TLS or asks for another name: the door that is named does not see them."""
    yield from ("https:// {", *(f"  {directive}" for directive in door.directives), "  respond 421", "}")
    yield from ("http:// {", f"  @ours host {door.hosts}", f"  redir @ours {door.address}{{uri}} 308")
    yield from ("  respond 421", "}")


def _access_log() -> tuple[str, ...]:
    """Log paths only: a query may hold what a person typed, a header who they are."""
    return (
        "  log access {",
        "    output stdout",
        "    level info",
        "    format filter {",
        '      request>uri regexp "\\?.*" ""',
        "      request>headers delete",
        "      resp_headers delete",
        "      wrap json",
        "    }",
        "  }",
    )


def _route(service: str, prefixes: tuple[str, ...], behind: Iterator[str]) -> Iterator[str]:
    if prefixes:
        yield f"  @{service} path " + " ".join(f"{prefix} {prefix}/*" for prefix in prefixes)
    yield f"  handle {f'@{service} ' if prefixes else ''}{{"
    yield f"    reverse_proxy {next(behind)}{{"
    # A restarting service is waited for; only what never reached it is sent again.
    yield "      lb_try_duration 5s"
    yield "      lb_try_interval 250ms"
    yield from (f"      {line}" for line in behind)
    yield "    }"
    yield "  }"


def _known(upstreams: tuple[str, ...]) -> Iterator[str]:
    """Those that stand behind a route, then how one of them is chosen."""
    yield f"{' '.join(upstreams)} "
    if len(upstreams) > 1:
        yield from (*BALANCED, f"health_uri {ALIVE}")


def _looked_up(upstreams: tuple[str, ...]) -> Iterator[str]:
    """The same where more come and go: whoever is asked for the name knows who is ready now."""
    [(name, _, port)] = [one.partition(":") for one in upstreams]
    yield ""
    yield from ("dynamic a {", f"  name {name}", f"  port {port}", "  refresh 5s", "  dial_timeout 2s", "}")
    yield from ("lb_policy least_conn", "fail_duration 2s")


def _codecs(address: str, upstreams: tuple[str, ...]) -> Iterator[str]:
    """Serve on the one port that the Temporal UI's pages know."""
    yield from (
        f"{address} {{",
        f"  bind {HOST}",
        f"  reverse_proxy {' '.join(upstreams)} {{",
        *(f"    {line}" for line in ("lb_try_duration 5s", *BALANCED)),
        "  }",
        "}",
    )


def _status(door: Door, ports: Ports) -> Iterator[str]:
    """What works now, for everybody: Caddy looks by itself, and no visitor's request reaches a service.

    Each part is a proxy to the gateway's own inner address, open for as long as its service is ready.
    """
    for service in sorted(ROUTES.keys() - FOR_OPERATORS):
        part, addresses = f"/status/parts/{service}", ports.addresses(service)
        if len(addresses) == 1:
            yield from _look(door, part, ports.address(service))
            continue
        places = {f"{part}/{number}": address for number, address in enumerate(addresses, 1)}
        yield from _summed_up(part, places)
        for place, address in places.items():
            yield from _look(door, place, address)
    yield from (
        "  handle /status {",
        *_headers({**HEADERS, "content-security-policy": _policy(STATUS)}),
        f"    root * {door.pages}",
        f"    rewrite * /{STATUS.name}",
        f'    header cache-control "public, max-age={STATUS_LASTS}"',
        f"    templates {{\n      root {door.notices}\n    }}",
        "    file_server",
        "  }",
    )


def _look(door: Door, part: str, address: str) -> Iterator[str]:
    """Say whether one process is ready."""
    yield from (
        f"  handle {part} {{",
        "    log_skip",
        f"    reverse_proxy {door.inner} {{",
        f"      health_upstream {address}",
        f"      health_uri {READY}",
        f"      health_interval {LOOK_SECONDS}s",
        "      health_timeout 5s",
        "    }",
        "  }",
    )


def _summed_up(part: str, places: Iterable[str]) -> Iterator[str]:
    """Say that a part works as long as one of its processes does, and partly when not all do."""
    told = " ".join(f'(httpInclude "{place}")' for place in places)
    some = f'{{{{ if has "{AWAY}" $told }}}}{PARTLY}{{{{ else }}}}{WORKS}{{{{ end }}}}'
    none = f'{{{{ if not (has "{WORKS}" $told) }}}}{AWAY}{{{{ else }}}}{some}{{{{ end }}}}'
    yield from (f"  handle {part} {{", "    log_skip", "    templates")
    yield from (f"    respond `{{{{ $told := list {told} }}}}{none}`", "  }")


def _inner(door: Door) -> Iterator[str]:
    """Serve what only the gateway itself asks for."""
    yield from (f"http://{door.inner} {{", f"  bind {HOST}", f"  handle {{\n    respond {WORKS}\n  }}", "}")


def _unavailable(pages: Path) -> tuple[str, ...]:
    return (
        "  handle_errors 502 503 504 {",
        "    @part path /status/parts/*",
        f"    handle @part {{\n      respond {AWAY} 200\n    }}",
        "    handle {",
        *_headers({**HEADERS, "content-security-policy": _policy(UNAVAILABLE)}),
        f"    root * {pages}",
        f"    rewrite * /{UNAVAILABLE.name}",
        "    file_server {",
        "      status 503",
        "    }",
        "    header Retry-After 30",
        # What only looks goes on by itself; what was sent is sent again by whoever sent it.
        "    @looks method GET",
        f"    header @looks Refresh {AGAIN_SECONDS}",
        "    header -Server",
        "    }",
        "  }",
        "  handle_errors {",
        *_headers(HEADERS),
        "    header -Server",
        "    respond {err.status_code}",
        "  }",
    )


def _headers(headers: Mapping[str, str]) -> tuple[str, ...]:
    """Set what the answer of a service does not set itself."""
    return ("  header {", *(f'    ?{name} "{value}"' for name, value in headers.items()), "  }")


def _policy(page: Path) -> str:
    """What a page of the gateway's own may do: the same, and its own style."""
    [style] = re.findall(r"<style>(.*?)</style>", page.read_text(encoding="utf-8"), re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return f"{HEADERS['content-security-policy']}; style-src 'sha256-{digest}'"
