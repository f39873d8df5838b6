"""The method table: what reads, what writes, and that nothing unknown passes for reading."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from explorer.core.methods import Effect, effect, known, names, service_effect

DOC = Path(__file__).resolve().parents[3] / ".." / "shared" / "recordings" / "19.0" / "269-doc-bearer-model.json"

READS = """search search_count search_read read name_search fields_get default_get onchange copy_data read_group
    formatted_read_group web_read_group web_search_read web_read read_progress_bar get_views get_view get_metadata
    get_external_id check_access_rights has_access name_get search_panel_select_range get_formview_action"""
WRITES = """create write unlink copy name_create web_save web_save_multi web_resequence load export_data message_post
    message_subscribe activity_schedule action_feedback action_archive toggle_active update_field_translations
    action_confirm action_post button_draft button_validate button_confirm action_set_won js_assign_outstanding_line
    create_invoices action_create_payments button_immediate_uninstall find_or_create signup_prepare"""


@pytest.mark.parametrize("method", READS.split())
def test_what_reads(method: str) -> None:
    assert effect(method) is Effect.READ


@pytest.mark.parametrize("method", WRITES.split())
def test_what_writes_also_where_it_looks_harmless(method: str) -> None:
    assert effect(method) is Effect.WRITE
    assert known(method) is not None


@pytest.mark.parametrize(
    "method", ["x_custom", "", "Search", "search ", "search_read_all", "action_open", "{{method}}"]
)
def test_what_nobody_knows_counts_as_writing(method: str) -> None:
    assert known(method) is None
    assert effect(method, "res.partner") is Effect.WRITE


def test_private_methods_are_never_reading() -> None:
    fact = known("_search", "res.partner")
    assert fact is not None
    assert fact.effect is Effect.WRITE
    assert "server refuses" in fact.note


def test_a_model_has_its_own_methods() -> None:
    assert effect("context_get", "res.users") is Effect.READ
    assert effect("context_get", "x.custom") is Effect.WRITE
    assert effect("get_available_models", "ir.model") is Effect.READ
    assert effect("next_by_code", "ir.sequence") is Effect.WRITE
    assert "context_get" in names("res.users")
    assert "context_get" not in names()


@pytest.mark.parametrize(
    ("service", "method", "wanted"),
    [
        ("common", "version", Effect.READ),
        ("common", "login", Effect.READ),
        ("common", "authenticate", Effect.READ),
        ("db", "list", Effect.READ),
        ("db", "db_exist", Effect.READ),
        ("db", "drop", Effect.WRITE),
        ("db", "create_database", Effect.WRITE),
        ("db", "restore", Effect.WRITE),
        ("db", "x", Effect.WRITE),
        ("object", "execute_kw", Effect.WRITE),
    ],
)
def test_what_services_do(service: str, method: str, wanted: Effect) -> None:
    assert service_effect(service, method) is wanted


def test_every_entry_says_in_a_sentence_what_happens() -> None:
    assert len(names()) >= 100
    for name in names():
        fact = known(name)
        assert fact is not None
        assert fact.note[0].isupper()
        assert fact.note.endswith(".")
        # A person reads “Nothing” or “None” in it exactly where nothing is changed, or there is nothing to change.
        if "Nothing is changed" in fact.note:
            assert fact.effect is Effect.READ


def test_what_odoo_marks_as_reading_is_reading_here() -> None:
    if not DOC.is_file():
        pytest.skip("../shared/recordings is not beside this checkout")
    described = json.loads(DOC.read_bytes())["response"]["body"]["methods"]
    readonly = [name for name, method in described.items() if "readonly" in method.get("api", [])]
    assert len(readonly) > 10
    wrong = [name for name in readonly if known(name, "res.partner") and effect(name, "res.partner") is Effect.WRITE]
    assert not wrong
