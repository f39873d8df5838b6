"""A secret prints as dots and is written nowhere."""

from __future__ import annotations

import copy
import pickle

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.core.connection import Account
from explorer.core.secret import MASK, Secret, redact


@given(st.text(min_size=1, max_size=40).filter(lambda text: text not in f"Secret({MASK})"))
def test_no_way_of_printing_shows_it(text: str) -> None:
    secret = Secret(text)
    account = Account("https://h", "d", "l", key=secret)
    for printed in (str(secret), repr(secret), f"{secret}", f"{secret!r:>20}", "{}".format(secret)):  # noqa: UP032 - another way
        assert text not in printed
    assert repr(secret) in repr(account)


@pytest.mark.parametrize("write", [pickle.dumps, copy.copy, copy.deepcopy, msgspec.json.encode])
def test_it_cannot_be_written_or_copied(write: object) -> None:
    assert callable(write)
    with pytest.raises(TypeError):
        write(Secret("topsecret"))


def test_it_is_revealed_compared_and_empty() -> None:
    assert Secret("a").reveal() == "a"
    assert Secret("é") == Secret("é")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a")}) == 1
    assert not Secret("")


def test_texts_of_a_server_are_masked_the_longest_first() -> None:
    text = redact("user admin, key admin-key-1", Secret("admin"), Secret("admin-key-1"), None, Secret(""))
    assert text == f"user {MASK}, key {MASK}"
