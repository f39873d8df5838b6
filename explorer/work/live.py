"""An open connection: who is logged in there, over which protocol, whether writes are allowed, what models it has."""

from __future__ import annotations

from enum import StrEnum

from explorer.background import CancelToken, RpcWorker
from explorer.client import Client
from explorer.client.schema import Schema
from explorer.core import signatures
from explorer.core.call import Call
from explorer.core.connection import Connection, ProtocolName
from explorer.core.envelope import HttpRequest
from explorer.core.faults import CancelledFault, Fault
from explorer.protocols import protocol
from explorer.protocols.base import Recognised, with_own_headers
from explorer.protocols.recognise import protocol_of, recognise
from explorer.work.draft import Writer
from explorer.work.observe import Observable


class State(StrEnum):
    """Where an open connection stands."""

    CLOSED = "closed"
    CONNECTING = "connecting"
    CONNECTED = "connected"
    FAILED = "failed"


class LiveAspect:
    """What of an open connection changed."""

    STATE = "state"
    WRITES = "writes"
    PROTOCOL = "protocol"


class LiveConnection(Observable):
    """One connection while the program runs. Tabs share it."""

    def __init__(self, connection: Connection, client: Client, schema: Schema, worker: RpcWorker) -> None:
        super().__init__()
        self.connection = connection
        self.client = client
        self.schema = schema
        self.worker = worker
        self.state = State.CLOSED
        self.fault: Fault | None = None
        self._login: CancelToken | None = None
        self.protocol = connection.protocol
        self.writes_allowed = not connection.starts_read_only

    @property
    def series(self) -> str:
        """The server's series such as ``19.0``; empty before the first login."""
        return self.client.account.series

    @property
    def context(self) -> dict[str, object]:
        """What a new call starts with: the user's language and zone, and what the connection adds.

        ``uid``, which ``context_get`` answers too, is left out: it is not the caller's to choose.
        """
        session = self.client.session
        answered = dict(session.context) if session else {}
        answered.pop("uid", None)
        return answered | dict(self.connection.context)

    async def connect(self, token: CancelToken | None = None) -> bool:
        """Log in; return whether that went well. The fault is kept for whoever shows it; being cancelled is none."""
        self._login = token = token or CancelToken()
        self.state, self.fault = State.CONNECTING, None
        self.tell(LiveAspect.STATE)
        try:
            await self.client.ensure_login(token)
        except CancelledFault:
            self.state = State.CLOSED
        except Fault as fault:
            self.state, self.fault = State.FAILED, fault
        except BaseException:
            self.state = State.CLOSED
            self.tell(LiveAspect.STATE)
            raise
        else:
            self.state = State.CONNECTED
        self.tell(LiveAspect.STATE)
        return self.state is State.CONNECTED

    def cancel_login(self) -> None:
        """Stop a login under way; nothing happens when there is none."""
        if self._login is not None:
            self._login.cancel()

    def allow_writes(self, allowed: bool) -> None:
        """Open or close the lock for this run of the program."""
        if allowed != self.writes_allowed:
            self.writes_allowed = allowed
            self.tell(LiveAspect.WRITES)

    def use_protocol(self, name: ProtocolName) -> None:
        """Put further calls on the wire in another way."""
        if name is not self.protocol:
            self.protocol = name
            self.tell(LiveAspect.PROTOCOL)

    def signature(self, call: Call) -> signatures.Signature | None:
        """Return the parameters of the call's method: as the server documents them, else from the table."""
        documented = self.schema.known_method(call.model, call.method)
        if documented is not None:
            return signatures.from_method(documented)
        return signatures.signature(call.method, self.series, call.model)

    async def learn(self, call: Call, token: CancelToken | None = None) -> bool:
        """Ask the server how a method names its parameters, where only that puts the call on the wire.

        JSON/2 takes arguments by name; what the table of signatures lacks, ``/doc-bearer`` may know. Returns whether
        that brought anything. Raises Fault.
        """
        if self.protocol is not ProtocolName.JSON2 or not call.args or self.signature(call) is not None:
            return False
        await self.schema.methods(call.model, token)
        return self.signature(call) is not None

    def owns(self, known: Recognised | None) -> bool:
        """Whether an envelope goes to this connection's server, database and user, whoever wrote it."""
        if known is None or known.base.rstrip("/") != self.connection.base:
            return False
        same_user = known.protocol is ProtocolName.JSON2 or known.uid == self.client.account.uid
        return same_user and known.database in ("", self.connection.database)

    def writer(self) -> Writer:
        """Return how drafts are written and read on this connection."""
        return Writer(self._write, self._read, self.signature)

    def _write(self, call: Call, template: HttpRequest | None) -> HttpRequest:
        account, signature = self.client.account, self.signature(call)
        dialect = protocol(self.protocol)
        if template is None:
            return dialect.encode(call, account, signature)
        if protocol_of(template) is not self.protocol:
            return with_own_headers(dialect.encode(call, account, signature), template)
        return dialect.merge(template, call, account, signature)

    def _read(self, request: HttpRequest) -> Recognised | None:
        return recognise(request)
