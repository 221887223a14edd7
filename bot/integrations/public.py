"""Which addresses are of the public Internet, and a socket that connects to no other.

Whoever writes a URL, or a name server, decides where it leads: into our own network, to this
machine, or to the metadata service of a cloud. The address is looked at when its socket is made,
after the name was resolved, so a name that changes its mind in between gains nothing.
"""

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from aiohttp.connector import AddrInfoType

UNICAST = IPv6Network("2000::/3")
NAT64 = IPv6Network("64:ff9b::/96")  # how a network without IPv4 reaches the IPv4 Internet


class NotPublic(OSError):
    """An address that only our own network, or nobody, should reach."""


def public_socket(found: AddrInfoType) -> socket.socket:
    """Return the socket for an address that was found; NotPublic for any but a public one."""
    family, kind, protocol, _, address = found
    if not is_public(str(address[0])):
        raise NotPublic("not a public address")
    return socket.socket(family, kind, protocol)


def is_public(address: str) -> bool:
    """Whether an IP address is of the public Internet, also when IPv6 wraps an IPv4 address."""
    ip = ip_address(address)
    inner = _inside(ip) if isinstance(ip, IPv6Address) else None
    if inner is not None:
        return is_public(str(inner))
    if isinstance(ip, IPv6Address) and ip not in UNICAST:
        return False
    return ip.is_global and not ip.is_multicast


def _inside(ip: IPv6Address) -> IPv4Address | None:
    if ip in NAT64:
        return IPv4Address(ip.packed[-4:])
    return ip.ipv4_mapped or ip.sixtofour
