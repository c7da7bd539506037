"""What one service may take of the database's server leaves the others theirs."""

from deploy.local.postgres import CONNECTIONS, SETTINGS
from deploy.local.services import SERVICES

RESERVED = 3  # PostgreSQL's own default, for the superuser


def test_all_services_at_their_limits_leave_room_for_the_superuser() -> None:
    assert CONNECTIONS * len(SERVICES) + RESERVED < int(SETTINGS["max_connections"])
