"""From where somebody asks, as far as it tells people apart."""

from ipaddress import ip_address, ip_network

IPV4 = 4


def network(address: str) -> str:
    """What one holder of a connection has: a whole /64 of IPv6 is one address."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if found.version == IPV4:
        return address
    return str(ip_network((int(found) >> 64 << 64, 64)))
