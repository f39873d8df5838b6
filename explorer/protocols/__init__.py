"""Formats on the wire: a call becomes an envelope, a reply becomes an answer or a fault. No network here.

The protocols are imported when they are first asked for, so that naming this package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from explorer.core.connection import ProtocolName

if TYPE_CHECKING:
    from explorer.core.envelope import HttpReply, HttpRequest
    from explorer.protocols.base import Answer, Dialect


def protocol(name: ProtocolName) -> Dialect:
    """Return the protocol of this name."""
    match name:
        case ProtocolName.JSONRPC:
            from explorer.protocols import jsonrpc

            return jsonrpc
        case ProtocolName.JSON2:
            from explorer.protocols import json2

            return json2
    assert_never(name)


def decode(reply: HttpReply, request: HttpRequest) -> Answer:
    """Return the answer to a request of whatever protocol, also one written by hand.

    Raises ServerFault or TransportFault with kind and advice.
    """
    from explorer.protocols.recognise import protocol_of

    return protocol(protocol_of(request)).decode(reply, request)
