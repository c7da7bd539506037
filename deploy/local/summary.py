"""What `make up` and `make status` show."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import psutil
from rich.console import Console
from rich.table import Table

from deploy.local import rabbitmq, temporal
from deploy.local.site import Site
from deploy.local.stack import Stack

ACCOUNTS = "demo/accounts.json"
MEGABYTE = 1024 * 1024


@dataclass
class Memory:
    """Memory of a process and its children: its fair share of it, and what is resident."""

    share: int = 0
    resident: int = 0


def addresses(site: Site) -> Table:
    """Return where everything is."""
    result = Table("what", title="zhicheng is up", title_justify="left", show_header=False)
    result.add_column("where", overflow="fold")
    ui = f"{site.ports.url('temporal-ui')}/namespaces/{temporal.NAMESPACE}/workflows"
    broker = f"{rabbitmq.USER} / {site.credentials.rabbitmq}"
    portal = site.ports.url("gateway")
    result.add_row("portal", portal)
    result.add_row("for operators", f"{portal}/operations  (what is stuck)")
    result.add_row(
        "text messages", f"{site.ports.url('sms-centre')}  (codes for registering, news of a case)"
    )
    result.add_row("Temporal UI", ui)
    result.add_row("broker UI", f"{site.ports.url('rabbitmq-ui')}  ({broker})")
    result.add_row("log", f"{site.log}  (make logs)")
    return result


def accounts(site: Site) -> Table | None:
    """Return who can sign in, if the demo's people are there."""
    file = site.state / ACCOUNTS
    if not file.exists():
        return None
    title = "demo accounts (codes of now: .venv/bin/python -m deploy.demo.phone)"
    result = Table("who", "login", "password", "authenticator", title=title, title_justify="left")
    for account in json.loads(file.read_text()):
        result.add_row(account["who"], account["login"], account["password"], account.get("secret", ""))
    return result


def status(stack: Stack) -> Table:
    """Return what runs, since when, and how much memory it takes."""
    result = Table("process", "pid", "ready", "up", "PSS MB", "RSS MB", "restarts")
    for column in result.columns[1:]:
        column.justify = "right"
    total = Memory()
    for row, memory in _rows(stack):
        result.add_row(*row)
        total = Memory(total.share + memory.share, total.resident + memory.resident)
    result.add_section()
    result.add_row("total", "", "", "", _megabytes(total.share), _megabytes(total.resident), "")
    return result


def show(*tables: Table | None) -> None:
    """Print tables, whole also where there is no terminal."""
    console = Console(soft_wrap=True, width=None if Console().is_terminal else 140)
    for table in filter(None, tables):
        console.print(table)


def _rows(stack: Stack) -> Iterator[tuple[tuple[str, ...], Memory]]:
    running = dict(stack.lives())
    for name in stack.names():
        if name not in running:
            yield (name, "-", "no", "-", "-", "-", "-"), Memory()
            continue
        life, process = running[name]
        memory = _memory(process)
        up = timedelta(seconds=int(time.time() - process.create_time()))
        ready = "yes" if stack.is_ready(name) else "no"
        numbers = (_megabytes(memory.share), _megabytes(memory.resident), str(life.restarts))
        yield (name, str(process.pid), ready, str(up), *numbers), memory


def _memory(process: psutil.Process) -> Memory:
    total = Memory()
    for one in (process, *process.children(recursive=True)):
        try:
            full = one.memory_full_info()
        except psutil.Error:
            continue
        total.share += full.pss
        total.resident += full.rss
    return total


def _megabytes(amount: int) -> str:
    return f"{amount / MEGABYTE:.0f}"
