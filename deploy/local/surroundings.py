"""The environment of every process: little of the person's, and the mark by which it is found again."""

import os

from deploy.local.site import MARK, Site

# Nothing else of the shell reaches a process: no proxy, no PG*, RABBITMQ_*, TEMPORAL_* or PYTHON*.
PASSED_ON = ("LANG", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def surroundings(site: Site, home: str) -> dict[str, str]:
    """Return the environment for a process whose home is this folder of the state."""
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {
        "LANG": "C.UTF-8",
        **kept,
        "PATH": f"{site.programs}:{SYSTEM_PATH}",
        "HOME": str(site.folder(home)),
        MARK: str(site.state),
    }
