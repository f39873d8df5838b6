"""Rules for what an error says about the caller, the database, the model and the method.

A rule matches the exception's name and Odoo's message, in the words of all series; what its groups catch (``model``,
``method`` ...) fills the advice. The texts come from the recordings and from Odoo's sources 14.0 to 19.0.
"""

from __future__ import annotations

from explorer.core import series
from explorer.core.faults import Kind
from explorer.core.signatures import lifetime
from explorer.protocols.cases import Case, Rule


def _login(case: Case, _facts: dict[str, str]) -> str:
    found = case.request
    if found and found.service == "db":
        if found.method == "list":
            return "The server does not list its databases. Type the database's exact name into the connection."
        return "The db service wants the master password as its first argument."
    if found and found.call and not found.uid:
        return "The call carries no user id, since the login was refused. Log in first and look at what it answers."
    return (
        "Check login, password and database of the connection. With two-factor authentication only an API key is "
        "accepted in place of the password; a key may have expired or belong to another database."
    )


def _unknown_method(case: Case, facts: dict[str, str]) -> str:
    model, method = facts.get("model", "?"), facts.get("method", "?")
    known = lifetime(method, model)
    since, removed = known or ("", "")
    if removed:
        return _removal_note(method) or f"“{method}” is gone in Odoo {_whole(removed)} and later."
    if since:
        return f"“{method}” exists from Odoo {_whole(since)} on; this server is older.{_older(method)}"
    return f"{model} has no method “{method}”. Check its spelling, and whether the module that brings it is installed."


def _removal_note(method: str) -> str:
    try:
        return series.fact(series.Feature(method)).note
    except ValueError:
        return ""


def _older(method: str) -> str:
    instead = {"has_access": "check_access_rights", "formatted_read_group": "read_group", "web_read": "read"}.get(
        method
    )
    return f" Use {instead}." if instead else ""


def _whole(text: str) -> str:
    found = series.parse(text)
    return text if found is None or not found.minor else f"{found.major + 1}.0 (Online {text})"


def _private(case: Case, facts: dict[str, str]) -> str:
    method = facts.get("method", "?")
    if method == "exists":
        return 'From 19.0 on “exists” cannot be called from outside. Use search with [["id", "in", [ids]]].'
    if method == "browse":
        return "“browse” cannot be called from outside. Use read with the ids and the field names."
    return f"“{method}” cannot be called from outside. Use a public method that does the same, or a field of the model."


def _access(case: Case, facts: dict[str, str]) -> str:
    verb = {"access": "read", "modify": "change", "create": "create", "delete": "delete"}.get(
        facts.get("verb", ""), "use"
    )
    model = facts.get("model", "?")
    groups = [line.strip(" \t-") for line in facts.get("groups", "").splitlines() if line.strip(" \t-")]
    if model == "ir.model" and verb == "read":
        return (
            "This user may not read ir.model. Call get_available_models on ir.model instead (16.0 on), or ask an "
            f"administrator for the group {' or '.join(groups) or 'Access Rights'}."
        )
    wanted = f"one of the groups {', '.join(groups)}" if len(groups) > 1 else f"the group {''.join(groups)}"
    if not groups:
        wanted = "the right to it"
    return f"This user may not {verb} records of {model}. Ask an administrator for {wanted}, or log in as another user."


_MODEL = (
    "The server has no model “{model}”. Check its technical name (res.partner, not Contact), and whether the module "
    "that brings it is installed."
)

RULES: tuple[Rule, ...] = (
    # Who is calling.
    Rule(Kind.SESSION_EXPIRED, "Confirm the password again, then repeat the call.", name=r"CheckIdentityException"),
    Rule(Kind.SESSION_EXPIRED, "Log in again, then repeat the call.", name=r"SessionExpired"),
    Rule(Kind.LOGIN, "Wait a minute before the next try, then check login and password.", r"Too many login failures"),
    Rule(
        Kind.ACCESS, _login, name=r"AccessDenied", when=lambda case: bool(case.request and case.request.service == "db")
    ),
    Rule(Kind.LOGIN, _login, name=r"AccessDenied"),
    Rule(
        Kind.LOGIN,
        "There is no user with the id {uid}. Log in again and use the id that login answers.",
        r"\(Record: res\.users\((?P<uid>\d+),\), User: (?P=uid)\)",
        name=r"MissingError",
    ),
    Rule(
        Kind.LOGIN,
        "JSON/2 takes an API key only, never the password: make one under Preferences, Account Security. If it is one, "
        "it has expired, was revoked, or belongs to another database or user.",
        r"Invalid apikey",
    ),
    Rule(
        Kind.LOGIN,
        "The request carries no API key. Enter one in the connection; it is sent as “Authorization: bearer …”.",
        r"User not authenticated",
    ),
    Rule(
        Kind.LOGIN,
        "A key and the cookie of another session came together. Remove the header Cookie from the envelope.",
        r"Session user does not match|Cannot use both the session_id cookie",
    ),
    # Which database.
    Rule(
        Kind.DATABASE,
        "The server has no database “{database}”. On Odoo Online it is usually the first part of the address; list the "
        "databases or ask whoever runs the server.",
        r"database \"(?P<database>[^\"]*)\" does not exist",
    ),
    Rule(Kind.DATABASE, "The server does not serve this database here. Check its name.", r"^Database not found"),
    Rule(
        Kind.CONFLICT,
        "Another call changed the same record at that moment. Send it again; write one after another.",
        r"could not serialize access|deadlock detected|could not obtain lock",
    ),
    Rule(
        Kind.CONFLICT,
        "Somebody else is changing this record. Send the call again in a moment.",
        name=r"LockError|SerializationFailure|LockNotAvailable|DeadlockDetected|ConcurrencyError",
    ),
    Rule(
        Kind.DATABASE,
        "Odoo cannot reach its database. Check the database's name; else the server's log tells more.",
        name=r"psycopg2\.OperationalError|PoolError",
    ),
    # What is called.
    Rule(Kind.PRIVATE_METHOD, _private, r"Private methods \(such as '?(?:[\w.]+\.)?(?P<method>\w+)'?\)"),
    Rule(Kind.UNKNOWN_MODEL, _MODEL, r"^Object (?P<model>\S+) doesn't exist"),
    Rule(Kind.UNKNOWN_MODEL, _MODEL, r"the model '(?P<model>[^']+)' does not exist"),
    Rule(
        Kind.UNKNOWN_MODEL,
        _MODEL,
        name=r"KeyError",
        when=lambda case: bool(case.call and case.call.model == case.message.strip("'\"")),
    ),
    Rule(
        Kind.UNKNOWN_MODEL,
        "The server describes no model of this name. Check its technical name (res.partner, not Contact).",
        name=r"NotFound",
        when=lambda case: bool(case.request and case.request.service == "doc"),
    ),
    Rule(Kind.UNKNOWN_MODEL, _MODEL, r"^'?(?P<model>[a-z_]\w*(?:\.\w+)+)'?$", name=r"KeyError"),
    Rule(
        Kind.UNKNOWN_METHOD,
        _unknown_method,
        r"The method '(?P<method>\w+)' does not exist on the model '(?P<model>[\w.]+)'",
    ),
    Rule(Kind.UNKNOWN_METHOD, _unknown_method, r"The method '(?P<model>[\w.]+)\.(?P<method>\w+)' does not exist"),
    Rule(Kind.UNKNOWN_METHOD, _unknown_method, r"type object '(?P<model>[\w.]+)' has no attribute '(?P<method>\w+)'"),
    Rule(
        Kind.UNKNOWN_METHOD,
        "The service has no method “{name}”. common has version, login and authenticate; object has execute_kw and "
        "execute; db has list, db_exist and server_version.",
        r"^Method not (?:found:|available) (?P<name>\w*)",
    ),
    Rule(
        Kind.UNKNOWN_METHOD,
        "The services are common, object and db (db up to 19.0).",
        name=r"KeyError|UnboundLocalError",
        when=lambda case: bool(case.request and case.request.service not in ("object", "common", "db", "web", "doc")),
    ),
    Rule(
        Kind.UNKNOWN_METHOD,
        "The address is POST /json/2/<model>/<method>, such as /json/2/res.partner/search_read.",
        r"Did you mean POST /json/2",
    ),
    Rule(
        Kind.UNKNOWN_MODEL,
        "There is nothing at this address, or no such model. Check the model's technical name and the URL.",
        name=r"NotFound",
    ),
    # Rights.
    Rule(
        Kind.ACCESS,
        _access,
        r"You are not allowed to (?P<verb>access|modify|create|delete) '[^']*' \((?P<model>[\w.]+)\) records\."
        r"(?:.*following groups?:\s*(?P<groups>(?:- [^\n]+\s*)+))?",
        name=r"AccessError",
    ),
    Rule(
        Kind.ACCESS,
        "The context names a company that this user may not use. Correct “allowed_company_ids”.",
        r"Access to unauthorized or invalid companies",
    ),
    Rule(
        Kind.ACCESS,
        "A record rule hides some of these records from the user. They may belong to another company: name it in the "
        "context as “allowed_company_ids”, or log in as another user.",
        r"top-secret records|Due to security restrictions",
    ),
    Rule(Kind.ACCESS, "Ask an administrator for the right, or log in as another user.", name=r"AccessError|Forbidden"),
)
