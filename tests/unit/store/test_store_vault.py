"""The vault: secrets by reference, gone with the program, or read from the environment."""

from __future__ import annotations

import pytest

from explorer.core.secret import Secret
from explorer.store.vault import Vault


def test_a_secret_is_kept_until_it_is_forgotten() -> None:
    vault = Vault({})
    ref = vault.new_reference()
    assert vault.get(ref) is None
    vault.put(ref, Secret("swordfish"))
    assert vault.get(ref) == Secret("swordfish")
    assert vault.where(ref) == "kept until the program closes"
    vault.forget(ref)
    vault.forget(ref)
    assert vault.get(ref) is None
    assert vault.where(ref) == "not known; enter it to go on"


def test_an_empty_secret_is_none_at_all() -> None:
    vault = Vault({"EMPTY": ""})
    vault.put("vault:1", Secret("old"))
    vault.put("vault:1", Secret(""))
    assert vault.get("vault:1") is None
    assert vault.get("env:EMPTY") is None


def test_environment_variables_are_read_when_asked_and_never_set() -> None:
    variables = {"ODOO_KEY": "abc"}
    vault = Vault(variables)
    assert vault.get("env:ODOO_KEY") == Secret("abc")
    assert vault.where("env:ODOO_KEY") == "read from the environment variable ODOO_KEY"
    assert vault.where("env:OTHER") == "expected in the environment variable OTHER, which is not set"
    variables["OTHER"] = "later"
    assert vault.get("env:OTHER") == Secret("later")
    with pytest.raises(ValueError, match="ODOO_KEY is set outside the program"):
        vault.put("env:ODOO_KEY", Secret("new"))
    assert variables == {"ODOO_KEY": "abc", "OTHER": "later"}


def test_the_environment_of_the_process_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ODOO_EXPLORER_TEST_KEY", "abc")
    assert Vault().get("env:ODOO_EXPLORER_TEST_KEY") == Secret("abc")


def test_references_differ_and_nothing_prints_a_secret() -> None:
    vault = Vault({})
    assert len({vault.new_reference() for _ in range(100)}) == 100
    vault.put("vault:1", Secret("swordfish"))
    assert "swordfish" not in repr(vars(vault))
