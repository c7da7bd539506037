"""The supervisor: supervisord, told what to run by the table; python -m deploy.local.supervisor STATE."""

import hashlib
import os
import sys
import tempfile
from pathlib import Path

from supervisor.options import ServerOptions
from supervisor.poller import PollPoller
from supervisor.supervisord import go

from deploy.local.logs import Log
from deploy.local.process import read_table
from deploy.local.registry import Registry
from deploy.local.site import Site
from deploy.local.watching import group

LONGEST_SOCKET_PATH = 100
CHECK_EVERY_SECONDS = 0.2
SETTINGS = """\
[supervisord]
nodaemon = true
silent = true
nocleanup = true
logfile = {state}/log/supervisor.log
logfile_maxbytes = 5MB
logfile_backups = 1
pidfile = {state}/run/supervisor.pid
[unix_http_server]
file = {socket}
[rpcinterface:stack]
supervisor.rpcinterface_factory = deploy.local.watching:Commands
"""


class Poller(PollPoller):  # type: ignore[misc]
    """Looks around more often: a death is seen only between two polls, since no signal ends one."""

    def poll(self, timeout: float) -> tuple[list[int], list[int]]:
        """Wait for something to read or write."""
        readable, writable = super().poll(min(timeout, CHECK_EVERY_SECONDS))
        return readable, writable


def socket_file(state: Path) -> Path:
    """Return the supervisor's address: a socket in the state folder, if its path is short enough."""
    folder = state / "run"
    if len(str(folder)) > LONGEST_SOCKET_PATH - len("/supervisor.1234567"):  # it is made under such a name
        name = hashlib.sha256(str(state).encode()).hexdigest()[:16]
        folder = Path(tempfile.gettempdir()) / f"zhicheng-{name}"
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.stat().st_uid != os.geteuid():
            raise PermissionError(f"{folder} belongs to somebody else")
    return folder / "supervisor"


def main() -> None:
    """Watch until told to stop."""
    if os.fork():
        os._exit(0)  # whoever launched it has waited for this; the supervisor itself belongs to nobody
    site = Site.reopen(Path(sys.argv[1]))
    registry = Registry(site.registry)
    registry.clear()
    settings = site.state / "run/supervisord.conf"
    settings.write_text(_settings(site.state))
    options = ServerOptions()
    options.realize(["-c", str(settings)], doc=__doc__)
    options.first, options.test = True, False
    options.uid = os.geteuid()  # who it is to run as: supervisord wants to be told, or warns of root
    options.poller = Poller(options)
    options.process_group_configs = [group(options, read_table(site.table), Log(site.log), registry)]
    go(options)


def _settings(state: Path) -> str:
    """Write the paths so that no percent sign in them begins an expansion."""
    paths = {"state": str(state), "socket": str(socket_file(state))}
    return SETTINGS.format(**{name: path.replace("%", "%%") for name, path in paths.items()})


if __name__ == "__main__":
    main()
