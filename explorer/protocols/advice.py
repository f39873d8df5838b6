"""Which kind an error has and what to do about it: the rules, tried in order, and the pages that proxies send."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from urllib.parse import urlsplit

from explorer.core.faults import Kind
from explorer.protocols import rules_call, rules_values
from explorer.protocols.cases import Case

_RULES = (*rules_call.RULES, *rules_values.RULES)


def judge(case: Case) -> tuple[Kind, str]:
    """Return the kind of an error and what to do about it."""
    for rule in _RULES:
        found = _compiled(rule.message).search(case.message)
        if not found or not _compiled(rule.name).search(case.name) or (rule.when and not rule.when(case)):
            continue
        facts = {key: value for key, value in found.groupdict().items() if value is not None}
        if case.call:
            facts = {"model": case.call.model, "method": case.call.method} | facts
        if callable(rule.advice):
            return rule.kind, rule.advice(case, facts)
        return rule.kind, rule.advice.format_map(defaultdict(lambda: "?", facts))
    return Kind.SERVER, _SERVER


def judge_page(status: int, path: str, url: str) -> tuple[Kind, str]:
    """Return kind and advice for a reply that is no JSON of Odoo's, by its HTTP status and the path asked for."""
    if status < 400 and (urlsplit(url).hostname or "").endswith(".odoo.com"):
        return (
            Kind.NOT_ODOO,
            "Check the spelling of the address: odoo.com answers with a page for names it does not know.",
        )
    if status == 404 and "/json/2" in path:
        return Kind.NOT_ODOO, (
            "There is no JSON/2 at this address: it comes with Odoo 19.0. Choose JSON-RPC for this connection, or "
            "check the URL."
        )
    if status == 404 and "/doc-bearer" in path:
        return Kind.NOT_ODOO, (
            "The server describes no methods: that needs Odoo 19.0 with the module api_doc. Field names are read "
            "through fields_get all the same."
        )
    if status == 404:
        return Kind.NOT_ODOO, (
            "Nothing answers to Odoo's interface at this address. Check host, port and path; enter the URL without "
            "/web or /odoo at its end."
        )
    if status == 413:
        return Kind.ARGUMENTS, "The request is too large for the server or the proxy before it. Send less at once."
    if status in (401, 403, 407):
        return Kind.NOT_ODOO, "Something before Odoo (a proxy, a firewall, a login page) refuses the request."
    if status >= 500:
        return Kind.SERVER, "The server failed outside Odoo's methods. Its log tells why; try again in a while."
    return Kind.NOT_ODOO, (
        "This is not Odoo's interface. Check the connection's URL: host, port, and whether it is http or https."
    )


BUSY = {
    429: (Kind.SERVER, "The server asks for fewer calls. Wait a minute; on Odoo Online send about one a second."),
    502: (Kind.NETWORK, "The proxy cannot reach Odoo, or Odoo ended the call. Ask for less at once, or try again."),
    503: (Kind.SERVER, "The server is down for a moment or has no worker free. Try again in a while."),
    504: (
        Kind.NETWORK,
        "The proxy stopped waiting for Odoo. Ask for fewer records or fields. A write may still be done.",
    ),
}
"""What a proxy's refusal means, by HTTP status."""

PAGES = (
    (
        r"No database is selected",
        Kind.DATABASE,
        "Enter the exact name of the database in the connection; it is sent as the header X-Odoo-Database.",
    ),
    (
        r"Request inferred type is compatible|Function declared as capable",
        Kind.ARGUMENTS,
        "The server expects POST and the header “Content-Type: application/json”. Put them back into the envelope.",
    ),
    (
        r"^Invalid JSON(-RPC)? data",
        Kind.ARGUMENTS,
        "The body is no JSON object. Look for a missing quote, comma or bracket in the envelope.",
    ),
    (r"Session expired \(invalid CSRF token\)", Kind.SESSION_EXPIRED, "Send the call as JSON, not as a form."),
)
"""Pages and plain texts that Odoo itself sends: pattern, kind, advice."""

_SERVER = "Odoo failed while it ran the method. The traceback below and the server's log tell where."


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.DOTALL)
