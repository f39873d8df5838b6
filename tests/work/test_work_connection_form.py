"""What is typed about a connection, and what becomes of it."""

from __future__ import annotations

import msgspec
import pytest

from explorer.core.connection import Connection, Limits, ProtocolName, Stage
from explorer.work.connection_form import Form, completed_url, connection_from, form_of, problems, suggested_name

FORM = Form(name="ERP", url="https://erp.example.com", database="erp", login="api")


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("erp.example.com", "https://erp.example.com"),
        ("  erp.example.com/ ", "https://erp.example.com"),
        ("localhost:8069", "http://localhost:8069"),
        ("127.0.0.1:8069", "http://127.0.0.1:8069"),
        ("[::1]:8069", "http://[::1]:8069"),
        ("http://erp.example.com/web/login?db=x", "http://erp.example.com"),
        ("https://erp.example.com/odoo", "https://erp.example.com"),
        ("https://erp.example.com/jsonrpc", "https://erp.example.com"),
        ("https://erp.example.com/json/2", "https://erp.example.com"),
        ("https://erp.example.com/company/erp", "https://erp.example.com/company/erp"),
        ("https://[broken", "https://[broken"),
        ("", ""),
    ],
)
def test_an_address_is_completed(typed: str, completed: str) -> None:
    assert completed_url(typed) == completed


@pytest.mark.parametrize(
    ("url", "name"),
    [("https://acme.odoo.com", "acme"), ("https://www.erp.example.com:8443/x", "erp.example.com"), ("erp", "")],
)
def test_a_name_is_suggested(url: str, name: str) -> None:
    assert suggested_name(url) == name


def test_a_complete_form_has_no_problems() -> None:
    assert problems(FORM, ["Other"]) == {}


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"name": " "}, "name", "Give the connection a name"),
        ({"name": "practice"}, "name", "built-in"),
        ({"name": " other "}, "name", "already"),
        ({"url": ""}, "url", "Enter the server's address"),
        ({"url": "ftp://erp"}, "url", "not a web address"),
        ({"url": "https://erp:99999"}, "url", "port"),
        ({"url": "https://api:secret@erp.example.com"}, "url", "in their own fields"),
        ({"protocol": ProtocolName.JSONRPC, "database": " "}, "database", "JSON-RPC needs the name of the database"),
        ({"protocol": ProtocolName.JSONRPC, "login": ""}, "login", "JSON-RPC needs the login"),
        ({"protocol": ProtocolName.JSON2, "has_key": False}, "key", "JSON/2 takes only an API key"),
        (
            {"protocol": ProtocolName.JSONRPC, "has_key": False, "has_password": False},
            "key",
            "Enter the API key, or the password",
        ),
    ],
)
def test_each_problem_is_told_at_its_field(changes: dict[str, object], field: str, words: str) -> None:
    found = problems(msgspec.structs.replace(FORM, **changes), ["Other"])
    assert list(found) == [field]
    assert words in found[field]
    assert "secret" not in found[field].replace("login and secret", "")


def test_a_password_alone_is_enough_for_json_rpc() -> None:
    form = msgspec.structs.replace(FORM, protocol=ProtocolName.JSONRPC, has_key=False)
    assert problems(form, []) == {}


def test_a_form_changes_what_it_shows_and_keeps_the_rest() -> None:
    before = Connection("Old", "https://old", key_ref="vault:1", context={"lang": "fr_FR"}, allow_writes=True)
    form = Form(" New ", "new.example.com/web", " db ", " me ", ProtocolName.JSON2, Stage.TEST, Limits(1, 2, 3))
    after = connection_from(form, before)
    assert (after.name, after.url, after.database, after.login) == ("New", "https://new.example.com", "db", "me")
    assert (after.key_ref, after.context, after.allow_writes) == ("vault:1", {"lang": "fr_FR"}, True)
    assert (after.protocol, after.stage, after.limits) == (ProtocolName.JSON2, Stage.TEST, Limits(1, 2, 3))
    assert connection_from(form_of(after), after) == after
    assert connection_from(FORM, None).name == "ERP"
