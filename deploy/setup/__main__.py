"""python3 -m deploy.setup check|up|test|chaos|watch: fetches what the verb needs and has not."""

import sys
from pathlib import Path

from deploy.setup import debian, environment, frontend
from deploy.setup.command import CommandFailed
from deploy.setup.debian import (
    ALERTMANAGER,
    CHROMIUM,
    CLAMAV,
    FAKETIME,
    FONTS,
    LIBATOMIC,
    PROMETHEUS,
    RABBITMQ,
    STRACE,
    CannotInstall,
)
from deploy.setup.progress import Progress
from deploy.setup.uv import NoUv

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGES = {
    "check": (),
    "up": (RABBITMQ, *FONTS),
    "test": (RABBITMQ, *FONTS, CHROMIUM, LIBATOMIC, CLAMAV, PROMETHEUS, ALERTMANAGER),
    "chaos": (RABBITMQ, *FONTS, FAKETIME, STRACE),
    "watch": (RABBITMQ, *FONTS, PROMETHEUS, ALERTMANAGER),
}


def main() -> int:
    """Set the checkout up for one verb."""
    purpose = sys.argv[1] if len(sys.argv) > 1 else "test"
    if purpose not in PACKAGES:
        print(f"usage: python3 -m deploy.setup [{'|'.join(PACKAGES)}]", file=sys.stderr)
        return 2
    progress = Progress()
    try:
        debian.install(PACKAGES[purpose], progress)
        environment.install(CHECKOUT, progress)
        frontend.install(CHECKOUT, progress)
    except (CannotInstall, NoUv) as refusal:
        print(f"set-up: {refusal}", file=sys.stderr)
        return 2
    except CommandFailed as failure:
        print(f"set-up: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
