"""From what went wrong on the way to a fault of a fixed kind, with a sentence that says what to do about it.

The libraries wrap one exception into another, three or four deep; what the system said stands innermost.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import msgspec

from explorer.core.connection import Limits
from explorer.core.faults import Kind, TransportFault

if TYPE_CHECKING:
    from explorer.client.sockets import Exchange

_SETTINGS = "under Limits in the connection's settings"
_UNKNOWN = "It is unknown whether the server carried out the call: look before you send it again."


class Situation(msgspec.Struct, frozen=True):
    """What was tried: the URL, the limits that held, how far it came, and whether the call only reads."""

    url: str
    limits: Limits
    exchange: Exchange
    reads: bool

    @property
    def host(self) -> str:
        """The host as the URL has it."""
        return urlsplit(self.url).hostname or self.url

    @property
    def place(self) -> str:
        """Host and port, as a person writes them."""
        parts = urlsplit(self.url)
        return f"{self.host}:{parts.port or (443 if parts.scheme == 'https' else 80)}"

    @property
    def uncertain(self) -> bool:
        """Whether the server may have done something that nobody told us of."""
        return self.exchange.written and not self.reads


def fault_of(error: Exception, situation: Situation) -> TransportFault:
    """Return the fault for an exception of urllib3, requests or the system.

    ``detail["transient"]`` is true where the same request may well succeed in a moment. Raises ``error`` itself when
    it is none of theirs: that is a mistake of the program.
    """
    chain = list(_chain(error))
    for explain in (_bad_url, _proxy, _tls, _unconnected, _timeout, _broken):
        fault = explain(chain, situation)
        if fault is not None:
            return fault
    if isinstance(error, OSError | http.client.HTTPException) or type(error).__module__.startswith("urllib3"):
        return _network(f"The connection to {situation.place} failed: {chain[-1]}", _advice(situation), situation)
    raise error


def too_large(limit: int, announced: int | None, *, reads: bool) -> TransportFault:
    """Return the fault for a reply over the limit; ``limit`` and ``announced`` are bytes.

    ``detail`` holds ``limit``, ``size`` (bytes, None where the server did not say) and ``repeatable``: whether the
    call may be sent again with a higher limit without doing anything twice.
    """
    said = f"The reply has {_size(announced)}," if announced is not None else "The reply goes on"
    advice = f"Ask for fewer records or fields, or allow larger replies {_SETTINGS}."
    if not reads:
        advice = f"The server has carried out the call; only its answer was dropped. {advice}"
    return TransportFault(
        Kind.TOO_LARGE,
        f"{said} beyond the limit of {_size(limit)}.",
        advice,
        detail={"limit": limit, "size": announced, "repeatable": reads},
    )


def _size(octets: int) -> str:
    """Return a number of bytes in the largest unit (powers of ten) of which there is at least one: ``1.5 kB``."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if octets >= factor:
            return f"{octets / factor:.1f} {unit}"
    return "1 byte" if octets == 1 else f"{octets} bytes"


def speaks_https(body: bytes) -> bool:
    """Whether an error page says that this port wants TLS (nginx, Apache, Go)."""
    start = body[:2000].lower()
    return (
        b"plain http request was sent to" in start
        or b"speaking plain http to an ssl" in start
        or (b"http request to an https server" in start)
    )


def needs_https(url: str) -> TransportFault:
    """Return the fault for http spoken to a port that takes https."""
    parts = urlsplit(url)
    suggested = urlunsplit(("https", parts.netloc, "", "", ""))
    return TransportFault(
        Kind.TLS,
        f"{parts.netloc} takes only https, and the URL says http.",
        f"Change the URL of the connection to {suggested}.",
        detail={"suggested_url": suggested},
    )


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield the exception and those it was made from, the innermost last."""
    yield error
    for inner in (getattr(error, "reason", None), error.__cause__, *error.args):
        if isinstance(inner, BaseException) and inner is not error:
            yield from _chain(inner)


def _bad_url(chain: list[BaseException], situation: Situation) -> TransportFault | None:
    names = {"InvalidURL", "MissingSchema", "InvalidSchema", "LocationParseError", "InvalidProxyURL"}
    if not any(type(error).__name__ in names for error in chain):
        return None
    return TransportFault(
        Kind.NETWORK,
        f"“{situation.url}” is not a web address.",
        "Check the URL of the connection. It should look like https://erp.example.com",
    )


def _proxy(chain: list[BaseException], situation: Situation) -> TransportFault | None:
    if not any(type(error).__name__ == "ProxyError" for error in chain):
        return None
    return TransportFault(
        Kind.NETWORK,
        f"The proxy did not let the call through to {situation.place}: {chain[-1]}",
        "The proxy comes from the environment (HTTPS_PROXY, HTTP_PROXY, NO_PROXY). Check it there, or add the host to "
        "NO_PROXY.",
    )


def _tls(chain: list[BaseException], situation: Situation) -> TransportFault | None:
    bundle = next((error for error in chain if "CA certificate bundle" in str(error)), None)
    if bundle is not None and type(bundle) is OSError:
        return _untrusted(str(bundle), "Correct REQUESTS_CA_BUNDLE or SSL_CERT_FILE in the environment.")
    if any(isinstance(error, http.client.BadStatusLine) and str(error.args[0])[:3] in _TLS_RECORDS for error in chain):
        return needs_https(situation.url)
    error = next((error for error in chain if isinstance(error, ssl.SSLError)), None)
    if error is None or isinstance(error, ssl.SSLZeroReturnError) or situation.exchange.connected:
        return None
    if isinstance(error, ssl.SSLCertVerificationError):
        return _certificate(error, situation)
    if error.reason in ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG"):
        parts = urlsplit(situation.url)
        suggested = urlunsplit(("http", parts.netloc, "", "", ""))
        return TransportFault(
            Kind.TLS,
            f"{situation.place} does not speak https.",
            f"Check the port. If the server really has no https, change the URL to {suggested}; the password then "
            "travels unprotected.",
            detail={"suggested_url": suggested},
        )
    return TransportFault(
        Kind.TLS,
        f"No secure connection to {situation.place}: {error.reason or error}",
        "The server and this machine found no common form of TLS. Check the port, or ask the administrator for TLS 1.2 "
        "or later.",
    )


_TLS_RECORDS = ("\x15\x03\x00", "\x15\x03\x01", "\x15\x03\x02", "\x15\x03\x03", "\x16\x03\x01", "\x16\x03\x03")
"""How a TLS alert or greeting begins when it is read as a status line."""


def _certificate(error: ssl.SSLCertVerificationError, situation: Situation) -> TransportFault:
    """Say what is wrong with a certificate; the numbers are OpenSSL's."""
    host = situation.host
    match error.verify_code:
        case 10:
            said, cure = f"The certificate of {host} has expired.", "Ask its administrator to renew it."
        case 9:
            said, cure = f"The certificate of {host} is not valid yet.", "Check the clock of this machine."
        case 62 | 64:
            said = f"The certificate shown is not made for {host}."
            cure = "Use the name that the certificate carries, or ask the administrator for one with this name."
        case _:
            said = f"The certificate of {host} is signed by nobody this machine trusts ({error.verify_message})."
            cure = "If your company signs its own, name the file with its root certificate in SSL_CERT_FILE."
    return _untrusted(said, cure)


def _untrusted(said: str, cure: str) -> TransportFault:
    return TransportFault(Kind.TLS, said, f"{cure} Nothing was sent.")


def _unconnected(chain: list[BaseException], situation: Situation) -> TransportFault | None:
    if situation.exchange.connected:
        return None
    if any(isinstance(error, socket.gaierror | UnicodeError) for error in chain):
        return TransportFault(
            Kind.NETWORK,
            f"No server is known by the name {situation.host}.",
            "Check the spelling in the URL of the connection, and that this machine is online (or in the VPN).",
        )
    if any(isinstance(error, ConnectionRefusedError) for error in chain):
        return _network(
            f"{situation.place} refused the connection.",
            "Nothing listens on this port. Check the port in the URL (Odoo's own is 8069) and that Odoo is running.",
            situation,
        )
    if any(isinstance(error, TimeoutError) or type(error).__name__ == "ConnectTimeoutError" for error in chain):
        return TransportFault(
            Kind.TIMEOUT,
            f"No connection to {situation.place} within {situation.limits.connect_seconds:g} s.",
            "Check host and port; a firewall may drop the packets, or a VPN be off. "
            f"The connect limit can be raised {_SETTINGS}.",
            detail={"limit": situation.limits.connect_seconds, "phase": "connect"},
        )
    return None


def _timeout(chain: list[BaseException], situation: Situation) -> TransportFault | None:
    if not any(isinstance(error, TimeoutError) or type(error).__name__ == "ReadTimeoutError" for error in chain):
        return None
    advice = f"Ask for fewer records, or raise the read limit {_SETTINGS}."
    return TransportFault(
        Kind.TIMEOUT,
        f"{situation.place} sent nothing for {situation.limits.read_seconds:g} s.",
        f"{_UNKNOWN} {advice}" if situation.uncertain else advice,
        detail={"limit": situation.limits.read_seconds, "phase": "read"},
    )


def _broken(chain: list[BaseException], situation: Situation) -> TransportFault | None:
    if any(type(error).__name__ == "DecodeError" for error in chain):
        return _cut("The compressed reply cannot be unpacked.", situation)
    if situation.exchange.answered:
        return _cut("The reply was cut in the middle: the connection ended before all of it had come.", situation)
    closed = next((error for error in chain if isinstance(error, ConnectionError | ssl.SSLError)), None)
    if closed is not None:
        reset = isinstance(closed, ConnectionError) and not isinstance(closed, http.client.RemoteDisconnected)
        done = "reset" if reset else "closed"
        return _network(f"{situation.place} {done} the connection before it answered.", _advice(situation), situation)
    if any(isinstance(error, http.client.HTTPException) for error in chain):
        return TransportFault(
            Kind.NOT_ODOO,
            f"What {situation.place} answered is not HTTP.",
            "Check the port in the URL of the connection: another service listens there.",
        )
    return None


def _cut(message: str, situation: Situation) -> TransportFault:
    advice = "Send the call again; if it stays, ask for fewer records, or look at the proxy between here and Odoo."
    if not situation.reads:
        advice = _UNKNOWN
    return TransportFault(Kind.MALFORMED_REPLY, message, advice)


def _network(message: str, advice: str, situation: Situation) -> TransportFault:
    return TransportFault(Kind.NETWORK, message, advice, detail={"transient": True, "uncertain": situation.uncertain})


def _advice(situation: Situation) -> str:
    if situation.uncertain:
        return _UNKNOWN
    advice = "The server or a proxy before it may be restarting: try again in a moment."
    if situation.url.lower().startswith("http:"):
        advice += " If the port expects https, change the URL."
    return advice
