"""Where a call goes: addresses, what is at risk, which secret."""

from __future__ import annotations

import msgspec
import pytest

from explorer.core.connection import Account, Connection, Limits, ProtocolName, Stage, origin_of
from explorer.core.secret import Secret


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://ERP.example.com/odoo", ("https", "erp.example.com", 443)),
        ("http://localhost:8069", ("http", "localhost", 8069)),
        ("HTTP://127.0.0.1/", ("http", "127.0.0.1", 80)),
        ("http://[::1]:8069/", ("http", "::1", 8069)),
    ],
)
def test_the_origin_to_which_a_secret_may_go(url: str, origin: tuple[str, str, int]) -> None:
    assert origin_of(url) == origin
    assert Connection("n", url).origin == origin


@pytest.mark.parametrize("url", ["", "erp.example.com", "ftp://h/", "https://", "https:///x", "http://[", "//h"])
def test_what_is_no_web_address_is_refused_in_words(url: str) -> None:
    with pytest.raises(ValueError, match="is not a web address"):
        origin_of(url)


@pytest.mark.parametrize("url", ["http://h:0/", "http://h:99999", "http://h:x/", "http://h:-1"])
def test_an_impossible_port_is_refused_in_words(url: str) -> None:
    with pytest.raises(ValueError, match="number between 1 and 65535"):
        origin_of(url)


def test_protocols_append_to_a_base_without_a_slash_at_its_end() -> None:
    assert Connection("n", "https://h/odoo//").base == "https://h/odoo"


@pytest.mark.parametrize(
    ("stage", "allowed", "read_only"),
    [
        (Stage.DEVELOPMENT, False, True),
        (Stage.DEVELOPMENT, True, False),
        (Stage.TEST, True, False),
        (Stage.PRODUCTION, False, True),
        (Stage.PRODUCTION, True, True),
    ],
)
def test_production_always_starts_read_only(stage: Stage, *, allowed: bool, read_only: bool) -> None:
    assert Connection("n", "https://h", stage=stage, allow_writes=allowed).starts_read_only is read_only


def test_a_connection_goes_to_disk_and_back_without_what_is_default() -> None:
    connection = Connection("n", "https://h", protocol=ProtocolName.JSON2, key_ref="n/key", limits=Limits(megabytes=5))
    text = msgspec.json.encode(connection)
    assert msgspec.json.decode(text, type=Connection) == connection
    assert b"stage" not in text
    assert connection.limits.size == 5_000_000


def test_json_rpc_takes_the_key_before_the_password() -> None:
    password, key = Secret("p"), Secret("k")
    assert Account("b", "d", "l", password=password, key=key).any_secret is key
    assert Account("b", "d", "l", password=password, key=Secret("")).any_secret is password
    assert Account("b", "d", "l").any_secret is None
