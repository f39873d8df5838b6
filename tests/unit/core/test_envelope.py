"""The text form of a request: written, read back, and turned into exactly those bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.core.envelope import EnvelopeTextError, HttpReply, HttpRequest, WireRequest, body_line, parse_text
from explorer.core.secret import MASK, Secret

REQUEST = HttpRequest(
    "POST",
    "https://erp.example.com/json/2/res.partner/search_read",
    (("Authorization", f"bearer {MASK}"), ("Content-Type", "application/json")),
    '{\n  "domain": []\n}',
)
TEXT = f"""\
POST https://erp.example.com/json/2/res.partner/search_read
Authorization: bearer {MASK}
Content-Type: application/json

{{
  "domain": []
}}"""
HEADER = st.tuples(st.from_regex(r"\A[A-Za-z][A-Za-z0-9-]{0,9}\Z"), st.from_regex(r"\A[!-~]([ -~]{0,10}[!-~])?\Z"))
LINES = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r"), max_size=40)


def test_the_text_form() -> None:
    assert REQUEST.text() == TEXT
    assert parse_text(TEXT) == REQUEST


@given(st.sampled_from(["GET", "POST", "DELETE"]), st.lists(HEADER, max_size=4), LINES)
def test_what_is_written_is_read_back(method: str, headers: list[tuple[str, str]], body: str) -> None:
    request = HttpRequest(method, "http://localhost:8069/web/version?a=b", tuple(headers), body)
    assert parse_text(request.text()) == request


def test_reading_is_tolerant_where_nothing_can_be_misread() -> None:
    loose = "\n\n  post   https://h/x  \r\nContent-Type :  application/json \r\n \t\r\n{}"
    assert parse_text(loose) == HttpRequest("POST", "https://h/x", (("Content-Type", "application/json"),), "{}")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "a method and a URL"),
        ("\n\nFETCH https://h/", 3, "a method and a URL"),
        ("POST /jsonrpc", 1, "whole URL"),
        ("POST https://h/a b", 1, "whole URL"),
        ("POST https://h/\nno colon", 2, "A header is a name"),
        ("\nPOST https://h/\nA: b\n{}", 4, "A header is a name"),
        ("POST https://h/\nbad name: x", 2, "A header is a name"),
    ],
)
def test_what_is_no_envelope_is_named_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(EnvelopeTextError) as caught:
        parse_text(text)
    assert caught.value.line == line
    assert words in caught.value.message


@pytest.mark.parametrize(
    ("text", "line"),
    [(TEXT, 5), ("GET https://h/", 1), ("\n\nGET https://h/\n \nbody", 5), ("GET https://h/\nA: b\n", 3)],
)
def test_the_line_at_which_the_body_begins(text: str, line: int) -> None:
    assert body_line(text) == line


def test_the_secret_takes_the_place_of_the_dots_in_headers_and_whole_strings() -> None:
    body = f'{{"password": "{MASK}", "note": "{MASK} stays"}}'
    request = HttpRequest("POST", "https://h/", (("Authorization", f"bearer {MASK}"),), body)
    assert request.carries_secret
    wire = request.revealed(Secret('p"w'))
    assert wire.headers == (("Authorization", 'bearer p"w'),)
    assert wire.body.decode() == f'{{"password": "p\\"w", "note": "{MASK} stays"}}'


def test_without_dots_no_secret_is_needed() -> None:
    request = HttpRequest("POST", "https://h/", (), '{"name": "Zoë"}')
    assert not request.carries_secret
    assert request.revealed(None) == WireRequest("POST", "https://h/", (), '{"name": "Zoë"}'.encode())


@pytest.mark.parametrize("secret", [None, Secret("")])
def test_dots_without_a_secret_are_refused(secret: Secret | None) -> None:
    with pytest.raises(ValueError, match="needs a secret"):
        REQUEST.revealed(secret)


@pytest.mark.parametrize("secret", ["key\u2026", "key\n", "key\r\nX-Other: 1"])
def test_a_header_that_cannot_be_sent_is_refused_without_showing_the_secret(secret: str) -> None:
    with pytest.raises(ValueError, match="Authorization") as caught:
        REQUEST.revealed(Secret(secret))
    assert "key\u2026" not in str(caught.value)


def test_a_request_for_the_wire_does_not_print_its_secret() -> None:
    assert "topsecret" not in repr(REQUEST.revealed(Secret("topsecret")))


def test_headers_are_found_whatever_their_case() -> None:
    reply = HttpReply(200, "OK", (("content-type", "Application/JSON; charset=utf-8"),), b'"\xff"')
    assert reply.header("Content-Type") == "Application/JSON; charset=utf-8"
    assert reply.media_type == "application/json"
    assert reply.header("X-None") is None
    assert HttpReply(200, "OK", (), b"").media_type == ""
