"""One connection in use: transport, secrets and session behind a few awaitable methods."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TypeVar

from explorer.background import CancelToken, RpcWorker
from explorer.client import login
from explorer.client.http import Progress, Transport
from explorer.client.login import Session
from explorer.client.shared import Shared
from explorer.core.call import Call
from explorer.core.connection import Account, Connection, Limits, ProtocolName, origin_of
from explorer.core.envelope import HttpReply, HttpRequest, WireRequest
from explorer.core.faults import Fault, GuardFault, Kind, ServerFault, TransportFault
from explorer.core.secret import Secret, redact
from explorer.core.signatures import signature
from explorer.protocols import decode, protocol
from explorer.protocols.base import Answer
from explorer.protocols.recognise import protocol_of

T = TypeVar("T")


class Client:
    """Sends requests to the server of one connection, as its user. The secrets stay in here.

    ``session`` is None until :meth:`ensure_login` went well. Nothing here asks whether a call may write; that is the
    guard's part. To be used from one event loop.
    """

    def __init__(self, connection: Connection, password: Secret | None, key: Secret | None, worker: RpcWorker) -> None:
        self.connection = connection
        self.session: Session | None = None
        self.transport = Transport(connection.limits)
        self._password = password or None
        self._key = key or None
        self._worker = worker
        self._logins: Shared[Session] = Shared()

    @property
    def account(self) -> Account:
        """What a protocol needs for an envelope; uid and series are filled in once somebody logged in."""
        session = self.session
        return Account(
            base=self.connection.base,
            database=self.connection.database,
            login=self.connection.login,
            uid=session.uid if session else None,
            password=self._password,
            key=self._key,
            series=session.series if session else "",
        )

    @property
    def has_key(self) -> bool:
        """Whether an API key is known, which JSON/2 and /doc-bearer need."""
        return self._key is not None

    async def ensure_login(self, token: CancelToken | None = None) -> Session:
        """Return the session, logging in when there is none; asked twice at once, it logs in once.

        Raises Fault: login, database, not_odoo, or what happened on the way.
        """
        if self.session is None:
            self.session = await self._logins.get("login", lambda own: login.login(self, own), token)
        return self.session

    async def send(
        self,
        request: HttpRequest,
        *,
        reads: bool,
        token: CancelToken | None = None,
        limits: Limits | None = None,
        on_progress: Progress | None = None,
    ) -> HttpReply:
        """Send a request as it stands, the secret in place of the dots, and return the reply whatever its status.

        ``reads`` allows tries again. The secret goes to the connection's own server alone. Raises GuardFault,
        TransportFault, CancelledFault, and ServerFault of the kind login when the needed secret is missing.
        """
        token = token or CancelToken()
        wire = self._revealed(request)

        def job() -> HttpReply:
            return self.transport.send(wire, token=token, limits=limits, retry_reads=reads, on_progress=on_progress)

        return await self._run(job, token)

    async def ask(self, request: HttpRequest, *, reads: bool, token: CancelToken | None = None) -> Answer:
        """Send a request and return its decoded answer. Raises what :meth:`send` does, and ServerFault."""
        return await self.ask_as(lambda reply: decode(reply, request), request, reads=reads, token=token)

    async def ask_as(
        self,
        read: Callable[[HttpReply], T],
        request: HttpRequest,
        *,
        reads: bool,
        token: CancelToken | None = None,
        limits: Limits | None = None,
        on_progress: Progress | None = None,
    ) -> T:
        """Send a request and return what ``read``, called in the worker's thread, makes of the reply."""
        token = token or CancelToken()
        wire = self._revealed(request)

        def job() -> T:
            sent = self.transport.send(wire, token=token, limits=limits, retry_reads=reads, on_progress=on_progress)
            return read(sent)

        return await self._run(job, token)

    async def call(self, call: Call, *, reads: bool, token: CancelToken | None = None) -> Answer:
        """Log in where needed, send a call by the connection's protocol, and return its answer.

        Raises Fault; of the kind arguments where the protocol cannot carry the call.
        """
        return await self.call_as(lambda answer: answer, call, reads=reads, token=token)

    async def call_as(
        self, read: Callable[[Answer], T], call: Call, *, reads: bool, token: CancelToken | None = None
    ) -> T:
        """Do as :meth:`call` and return what ``read``, called in the worker's thread, makes of the answer."""
        await self.ensure_login(token)
        request = self.encode(call)
        return await self.ask_as(lambda reply: read(decode(reply, request)), request, reads=reads, token=token)

    def encode(self, call: Call) -> HttpRequest:
        """Return the envelope of a call by the connection's protocol. Raises Fault of the kind arguments."""
        account = self.account
        known = signature(call.method, account.series, call.model)
        try:
            return protocol(self.connection.protocol).encode(call, account, known)
        except ValueError as problem:
            raise Fault(Kind.ARGUMENTS, str(problem), "Give the arguments by name.") from None

    def redacted(self, fault: Fault) -> Fault:
        """Return the fault with every secret of this connection masked in all its texts; the same object."""
        secrets = self._shown_by_mistake()
        fault.message = redact(fault.message, *secrets)
        # Our own advice repeats names of the envelope, where anything may have been pasted.
        fault.advice = redact(fault.advice, *secrets)
        fault.traceback = redact(fault.traceback, *secrets)
        fault.detail = {name: _redacted(value, secrets) for name, value in fault.detail.items()}
        fault.args = (fault.message,)
        return fault

    def close(self) -> None:
        """Stop a login under way and close the sockets kept alive. The client is not used afterwards."""
        self._logins.stop()
        self.transport.close()

    async def _run(self, job: Callable[[], T], token: CancelToken) -> T:
        try:
            return await self._worker.run(job, token=token)
        except (ServerFault, TransportFault) as fault:
            raise self.redacted(fault) from None

    def _revealed(self, request: HttpRequest) -> WireRequest:
        """Return the bytes for the wire. Raises Fault where the address or the secret does not allow it."""
        try:
            origin, own = origin_of(request.url), origin_of(self.connection.url)
        except ValueError as problem:
            raise TransportFault(Kind.NETWORK, str(problem), "Correct the URL of the connection.") from None
        secret = None
        if request.carries_secret:
            if origin != own:
                raise GuardFault(
                    f"The envelope goes to {request.url}, and its secret belongs to {self.connection.base}.",
                    "Correct the URL of the envelope, or remove the secret from it.",
                )
            secret = self._secret_for(protocol_of(request))
        try:
            return request.revealed(secret)
        except ValueError as problem:
            raise GuardFault(
                str(problem), "Enter the secret anew in the connection, without spaces around it."
            ) from None

    def _secret_for(self, name: ProtocolName) -> Secret:
        """Return the secret that the protocol takes. Raises ServerFault of the kind login when it is missing."""
        secret = self._key if name is ProtocolName.JSON2 else self.account.any_secret
        if secret is None:
            raise login.no_secret(name, has_password=self._password is not None)
        return secret

    def _shown_by_mistake(self) -> tuple[Secret, ...]:
        """Return the secrets to be masked, also as JSON escapes them. One that equals the login is none."""
        texts = {secret.reveal() for secret in (self._password, self._key) if secret} - {self.connection.login}
        return tuple(Secret(text) for text in texts | {json.dumps(text)[1:-1] for text in texts})


def _redacted(value: object, secrets: tuple[Secret, ...]) -> object:
    if isinstance(value, str):
        return redact(value, *secrets)
    if isinstance(value, Mapping):
        return {key: _redacted(item, secrets) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_redacted(item, secrets) for item in value]
    return value
