"""Whose request it is: behind proxies that we trust, whoever the last of them says."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

Network = IPv4Network | IPv6Network


def behind(trusted: Sequence[Network]) -> Sequence[Middleware]:
    """Let `request.remote` be the sender; without proxies there is nothing to do."""

    @web.middleware
    async def see_through(request: web.Request, handler: Handler) -> web.StreamResponse:
        said = ",".join(request.headers.getall("X-Forwarded-For", ()))
        return await handler(request.clone(remote=client_of(request.remote or "", said, trusted)))

    return [see_through] if trusted else []


def client_of(address: str, said: str, trusted: Sequence[Network]) -> str:
    """Return the nearest address that is no proxy of ours.

    What stands before it in `X-Forwarded-For` anybody may have written.
    """
    hops = [hop.strip() for hop in said.split(",") if hop.strip()]
    while hops and _is_one_of(address, trusted):
        address = hops.pop()
    return address


def _is_one_of(address: str, trusted: Sequence[Network]) -> bool:
    try:
        known = ip_address(address)
    except ValueError:
        return False
    return any(known in network for network in trusted)
