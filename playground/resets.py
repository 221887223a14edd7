"""Cutting a connection the hard way."""

import socket
import struct

from aiohttp import web


def dropped(request: web.Request) -> web.Response:
    """Cut it with a reset instead of a goodbye; what is returned reaches nobody."""
    transport = request.transport
    if transport is not None:
        connection = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response()
