"""A fault's advice in the words of the command line, where the options stand in place of the window's controls."""

from __future__ import annotations

from explorer.core.connection import ProtocolName
from explorer.core.faults import Fault, Kind, ServerFault
from explorer.core.secret import Secret
from explorer.work.guard import Reason

_VARIABLE = (
    "Put {0} into an environment variable and name that with {1}. An empty variable does not count. Nothing was sent."
)


def in_options(fault: Fault, *, by_url: bool) -> Fault:
    """Return the fault, the same object, with advice that names options; ``by_url`` means no saved connection."""
    reason = fault.detail.get("reason")
    if reason == Reason.READ_ONLY:
        fault.advice = "Add --allow-writes if the call may change records. Nothing was sent."
    elif reason == Reason.PLACEHOLDER:
        fault.advice = "Put values in place of the {{names}} in --args, --kwargs and --context. Nothing was sent."
    elif fault.kind is Kind.REFUSED_BY_GUARD:
        fault.advice = "Set the variable that holds the secret anew, without spaces or line breaks around it."
    elif by_url and fault.kind in (Kind.TOO_LARGE, Kind.TIMEOUT):
        fault.advice += " For that, save the connection in the window and name it with --connection."
    fault.advice = fault.advice.replace("Choose JSON-RPC for this connection", "Use --protocol jsonrpc")
    return fault


def missing_secret(protocol: ProtocolName, password: Secret | None, key: Secret | None) -> ServerFault | None:
    """Return the fault for a call without the secret that its protocol needs; None when it is there."""
    if key or (password and protocol is not ProtocolName.JSON2):
        return None
    if password:
        return ServerFault(
            Kind.LOGIN,
            "JSON/2 takes an API key, and only a password was given.",
            "Make a key in Odoo (Preferences, Account Security, New API Key) and name its variable with --key-env, or "
            "use --protocol jsonrpc, which takes the password.",
        )
    if protocol is ProtocolName.JSON2:
        return ServerFault(Kind.LOGIN, "JSON/2 needs an API key.", _VARIABLE.format("it", "--key-env"))
    return ServerFault(
        Kind.LOGIN,
        "The call needs a password or an API key.",
        _VARIABLE.format("it", "--password-env or --key-env"),
    )
