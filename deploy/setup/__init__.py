"""Set-up of a checkout on a fresh machine, with the standard library only: it runs before `.venv` exists."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this is read by whatever python3 the machine has
    sys.exit("zhicheng needs Python 3.11 or 3.12; `python3` here is " + sys.version.split()[0])
