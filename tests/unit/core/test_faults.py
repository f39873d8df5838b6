"""Faults: fixed kinds, and four keys for scripts."""

from __future__ import annotations

import pytest

from explorer.core.faults import CancelledFault, Fault, GuardFault, Kind, ServerFault, TransportFault


def test_the_identifiers_on_which_scripts_rely() -> None:
    assert [kind.value for kind in Kind] == [
        "access", "login", "session_expired", "validation", "user_error", "missing_record", "conflict", "arguments",
        "unknown_model", "unknown_method", "private_method", "unknown_field", "domain", "database", "server",
        "network", "timeout", "tls", "not_odoo", "malformed_reply", "too_large", "refused_by_guard", "cancelled",
    ]  # fmt: skip


def test_a_fault_as_the_command_line_prints_it() -> None:
    fault = ServerFault(Kind.ACCESS, "No", "Ask.", exception="odoo.exceptions.AccessError", traceback="...", status=403)
    assert fault.as_json() == {
        "kind": "access", "exception": "odoo.exceptions.AccessError", "message": "No", "advice": "Ask.",
    }  # fmt: skip
    assert str(fault) == "No"
    assert repr(fault) == "ServerFault('access', 'No')"
    assert (fault.traceback, fault.status, fault.detail) == ("...", 403, {})


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (GuardFault("read-only"), Kind.REFUSED_BY_GUARD),
        (CancelledFault(), Kind.CANCELLED),
        (TransportFault(Kind.TLS, "bad certificate"), Kind.TLS),
    ],
)
def test_every_failure_is_a_fault_with_its_kind(fault: Fault, kind: Kind) -> None:
    assert isinstance(fault, Fault)
    assert fault.kind is kind
    assert fault.message
    assert fault.as_json()["exception"] == ""


def test_faults_do_not_share_their_details() -> None:
    one, other = TransportFault(Kind.NETWORK, "a"), TransportFault(Kind.NETWORK, "b")
    one.detail["limit"] = 1
    assert other.detail == {}
