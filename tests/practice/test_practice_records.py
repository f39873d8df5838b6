"""Records: reading, writing, x2many commands, copies, defaults, constraints; a call that fails changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from explorer.practice.server import PracticeServer

Call = Callable[..., Any]


def _lines(result: Call, server: PracticeServer, parent: int) -> list[str]:
    rows = result(server, "res.partner", "search_read", [["parent_id", "=", parent]], fields=["name"], order="id")
    return [row["name"] for row in rows]


def test_reading_forms(any_server: PracticeServer, result: Call) -> None:
    (row,) = result(any_server, "res.partner", "read", [1], ["name", "country_id", "child_ids", "active"])
    assert list(row) == ["id", "name", "country_id", "child_ids", "active"]
    assert row["country_id"] == [233, "United States"]
    assert row["active"] is True
    assert result(any_server, "res.partner", "read", 1, ["country_id"], load=None) == [{"id": 1, "country_id": 233}]
    assert result(any_server, "res.partner", "read", [999999], ["name"]) == []
    (full,) = result(any_server, "res.country", "search_read", [["code", "=", "FR"]], fields=[])
    assert full["id"] == 75
    assert {"name", "code", "display_name", "create_uid", "write_date"} <= set(full)


def test_order_limit_offset(any_server: PracticeServer, result: Call) -> None:
    names = [row["name"] for row in result(any_server, "res.country", "search_read", [], ["name"], order="name desc")]
    assert names == sorted(names, key=str.lower, reverse=True)
    everyone = result(any_server, "res.partner", "search", [], order="id")
    assert result(any_server, "res.partner", "search", [], 10, 5, "id") == everyone[10:15]
    by_country = result(any_server, "res.partner", "search_read", [], ["country_id"], order="country_id, id")
    shown = [row["country_id"][1] for row in by_country if row["country_id"]]
    assert shown == sorted(shown)
    assert by_country[-1]["country_id"] is False
    assert result(any_server, "res.partner", "search_read", [], ["id"], order="country_id desc")[0]["id"]


@pytest.mark.parametrize(
    ("order", "name", "message"),
    [
        ("no_such", "builtins.ValueError", "Invalid field 'no_such' on model 'res.partner'"),
        (
            "name sideways",
            "odoo.exceptions.UserError",
            (
                'Invalid "order" specified (name sideways). A valid "order" specification is a comma-separated list of '
                "valid field names (optionally followed by asc/desc for the direction)"
            ),
        ),
    ],
)
def test_bad_orders(any_server: PracticeServer, fault: Call, order: str, name: str, message: str) -> None:
    assert fault(any_server, "res.partner", "search", [], order=order) == (name, message)


def test_dotted_orders_are_refused(any_server: PracticeServer, fault: Call) -> None:
    said = fault(any_server, "res.partner", "search", [], order="country_id.name")[1]
    older = "Order a property ('name') on a non-properties field ('country_id')"
    newer = "Invalid field property 'name' on res.partner.country_id"
    assert said == (older if any_server.series == "17.0" else newer)


def test_negative_limit(any_server: PracticeServer, fault: Call) -> None:
    assert fault(any_server, "res.partner", "search", [], limit=-1) == (
        "psycopg2.errors.InvalidRowCountInLimitClause",
        "LIMIT must not be negative\n",
    )


def test_create_gives_an_id_or_ids(any_server: PracticeServer, result: Call) -> None:
    one = result(any_server, "res.partner", "create", {"name": "One", "email": "one@example.com"})
    two = result(any_server, "res.partner", "create", [{"name": "Two"}, {"name": "Three"}])
    assert isinstance(one, int)
    assert two == [one + 1, one + 2]
    (row,) = result(any_server, "res.partner", "read", [one], ["name", "email", "active", "create_uid", "city"])
    assert (row["name"], row["email"], row["active"], row["city"]) == ("One", "one@example.com", True, False)
    assert row["create_uid"][0] == 2


def test_write_and_unlink(any_server: PracticeServer, result: Call, fault: Call) -> None:
    made = result(any_server, "res.partner", "create", {"name": "Gone soon"})
    assert result(any_server, "res.partner", "write", [made], {"city": "Ghent", "country_id": 75}) is True
    assert result(any_server, "res.partner", "read", [made], ["city"])[0]["city"] == "Ghent"
    assert result(any_server, "res.partner", "unlink", [made]) is True
    gone = (
        "odoo.exceptions.MissingError",
        f"Record does not exist or has been deleted.\n(Record: res.partner({made},), User: 2)",
    )
    assert fault(any_server, "res.partner", "write", [made], {"city": "x"}) == gone
    assert fault(any_server, "res.partner", "unlink", [made]) == gone


def test_x2many_commands_on_lines(any_server: PracticeServer, result: Call) -> None:
    parent = result(
        any_server, "res.partner", "create", {"name": "P", "child_ids": [[0, 0, {"name": "a"}], [0, 0, {"name": "b"}]]}
    )
    a, b = result(any_server, "res.partner", "search", [["parent_id", "=", parent]], order="id")

    def write(*commands: Any) -> list[str]:
        result(any_server, "res.partner", "write", [parent], {"child_ids": list(commands)})
        return _lines(result, any_server, parent)

    assert write([1, a, {"name": "A"}]) == ["A", "b"]
    assert write([3, a]) == ["b"]
    assert write([4, a, 0]) == ["A", "b"]
    assert write([2, b, 0]) == ["A"]
    assert result(any_server, "res.partner", "read", [b], ["name"]) == []
    assert write([0, 0, {"name": "c"}], [0, 0, {"name": "d"}]) == ["A", "c", "d"]
    assert write([6, 0, [a]]) == ["A"]
    assert write([5]) == []
    result(any_server, "res.partner", "write", [parent], {"child_ids": [a]})
    assert _lines(result, any_server, parent) == ["A"]


def test_x2many_commands_on_links(any_server: PracticeServer, result: Call) -> None:
    partner = result(any_server, "res.partner", "create", {"name": "P", "category_id": [[6, 0, [1, 2]]]})

    def write(*commands: Any) -> list[int]:
        result(any_server, "res.partner", "write", [partner], {"category_id": list(commands)})
        return sorted(result(any_server, "res.partner", "read", [partner], ["category_id"])[0]["category_id"])

    assert write() == [1, 2]
    assert write([4, 3]) == [1, 2, 3]
    assert write([3, 1, 0]) == [2, 3]
    made = write([0, 0, {"name": "New tag"}])
    assert made[:2] == [2, 3]
    assert write([2, made[2], 0]) == [2, 3]
    assert write([5, 0, 0]) == []
    assert result(any_server, "res.partner.category", "search", [["name", "=", "New tag"]]) == []


def test_a_failed_call_changes_nothing(any_server: PracticeServer, result: Call, fault: Call) -> None:
    before = result(any_server, "res.partner", "search_count", [])
    many = [{"name": "First"}, {"name": "Second", "country_id": 999999}]
    assert fault(any_server, "res.partner", "create", many)[0] == "odoo.exceptions.ValidationError"
    assert result(any_server, "res.partner", "search_count", []) == before
    assert fault(any_server, "res.partner", "write", [1], {"name": "Changed", "parent_id": 1}) == (
        "odoo.exceptions.ValidationError",
        "You cannot create recursive Partner hierarchies.",
    )
    assert result(any_server, "res.partner", "read", [1], ["name"])[0]["name"] != "Changed"


def test_values_that_do_not_fit(any_server: PracticeServer, fault: Call) -> None:
    assert fault(any_server, "crm.lead", "create", {"name": "x", "type": "nope"}) == (
        "builtins.ValueError",
        "Wrong value for crm.lead.type: 'nope'",
    )
    assert fault(any_server, "crm.lead", "create", {"name": "x", "date_deadline": "31/12/2025"}) == (
        "builtins.ValueError",
        "time data '31/12/2025' does not match format '%Y-%m-%d'",
    )
    assert (
        fault(any_server, "res.partner", "create", {"name": "x", "country_id": "France"})[0]
        == "psycopg2.errors.InvalidTextRepresentation"
    )
    unknown = fault(any_server, "res.partner", "create", {"name": "x", "no_such": 1})[1]
    where = "on model" if any_server.series == "17.0" else "in"
    assert unknown == f"Invalid field 'no_such' {where} 'res.partner'"


def test_constraints_speak_as_the_series_does(any_server: PracticeServer, fault: Call) -> None:
    older = any_server.series == "17.0"
    required = fault(any_server, "crm.stage", "create", {"sequence": 1})[1]
    linked = fault(any_server, "res.country", "unlink", [233])[1]
    if older:
        assert required.endswith("Model: CRM Stages (crm.stage)\nField: Stage Name (name)\n")
        assert linked.endswith(
            "Model: Country state (res.country.state)\nConstraint: res_country_state_country_id_fkey\n"
        )
    else:
        assert "Missing required value for the field 'Stage Name' (name)." in required
        assert "The troublemaker is: 'Country state' (res.country.state)" in linked
    assert fault(any_server, "res.partner", "create", {})[1] == (
        "The operation cannot be completed: Contacts require a name"
    )
    assert fault(any_server, "res.users", "create", {"name": "dup", "login": "admin"})[1] == (
        "The operation cannot be completed: You can not have two users with the same login!"
    )


def test_copy(any_server: PracticeServer, result: Call) -> None:
    order = result(any_server, "sale.order", "search", [["order_line", "!=", False]], limit=1)[0]
    copied = result(any_server, "sale.order", "copy", [order])
    new = copied if any_server.series == "17.0" else copied[0]
    assert isinstance(new, int)
    old_row, new_row = result(
        any_server, "sale.order", "read", [order, new], ["name", "state", "order_line", "amount_total"]
    )
    assert new_row["name"] != old_row["name"]
    assert new_row["state"] == "draft"
    assert len(new_row["order_line"]) == len(old_row["order_line"])
    assert new_row["amount_total"] == pytest.approx(old_row["amount_total"])


def test_an_orders_total_follows_its_lines(any_server: PracticeServer, result: Call) -> None:
    product = result(any_server, "product.product", "search", [["sale_ok", "=", True]], limit=1)[0]
    line = {"product_id": product, "product_uom_qty": 2, "price_unit": 5}
    tax = "tax_id" if any_server.series == "17.0" else "tax_ids"
    order = result(any_server, "sale.order", "create", {"partner_id": 10, "order_line": [[0, 0, {**line, tax: [[5]]}]]})
    (row,) = result(any_server, "sale.order", "read", [order], ["amount_untaxed", "amount_total", "name", "order_line"])
    assert row["amount_untaxed"] == row["amount_total"] == 10.0
    assert row["name"].startswith("S0")
    result(any_server, "sale.order.line", "write", row["order_line"], {"product_uom_qty": 3})
    assert result(any_server, "sale.order", "read", [order], ["amount_total"])[0]["amount_total"] == 15.0


def test_inherited_fields_are_written_where_they_live(any_server: PracticeServer, result: Call) -> None:
    user = result(any_server, "res.users", "create", {"name": "Ada", "login": "ada", "email": "ada@example.com"})
    (row,) = result(any_server, "res.users", "read", [user], ["name", "partner_id", "email"])
    assert row["name"] == "Ada"
    assert row["partner_id"][1].endswith("Ada")
    result(any_server, "res.users", "write", [user], {"city": "London"})
    assert result(any_server, "res.partner", "read", [row["partner_id"][0]], ["city"])[0]["city"] == "London"
    assert result(any_server, "res.users", "search", [["city", "=", "London"], ["login", "=", "ada"]]) == [user]


def test_names(any_server: PracticeServer, result: Call) -> None:
    found = result(any_server, "res.partner", "name_search", "a", limit=3)
    assert len(found) == 3
    assert all(isinstance(number, int) and isinstance(name, str) for number, name in found)
    made = result(any_server, "res.partner.category", "name_create", "Fresh")
    assert made[1] == "Fresh"
    defaults = result(any_server, "res.partner", "default_get", ["name", "is_company", "lang", "active"])
    assert defaults == {"is_company": False, "lang": "en_US", "active": True}
    wished = result(any_server, "res.partner", "default_get", ["city"], context={"default_city": "Ghent"})
    assert wished == {"city": "Ghent"}


def test_archiving(any_server: PracticeServer, rpc: Call, result: Call) -> None:
    made = result(any_server, "res.partner", "create", {"name": "Sleeper"})
    assert "result" not in rpc(any_server, "res.partner", "action_archive", [made])
    assert result(any_server, "res.partner", "search", [["id", "=", made]]) == []
    result(any_server, "res.partner", "action_unarchive", [made])
    assert result(any_server, "res.partner", "search", [["id", "=", made]]) == [made]


def test_fields_get(any_server: PracticeServer, result: Call) -> None:
    some = result(
        any_server, "res.partner", "fields_get", ["name", "country_id", "no_such"], attributes=["string", "type"]
    )
    assert some == {"name": {"string": "Name", "type": "char"}, "country_id": {"string": "Country", "type": "many2one"}}
    fields = result(any_server, "sale.order", "fields_get")
    assert fields["partner_id"]["relation"] == "res.partner"
    assert fields["order_line"]["relation_field"] == "order_id"
    assert ("groupable" in fields["name"]) == (any_server.series == "19.0")
    misplaced = result(any_server, "res.partner", "fields_get", [], {"attributes": ["string"]})
    assert misplaced["name"] == {}


def test_web_reading(any_server: PracticeServer, result: Call) -> None:
    answer = result(
        any_server,
        "res.partner",
        "web_search_read",
        [["is_company", "=", True]],
        {"name": {}, "country_id": {"fields": {"display_name": {}}}, "child_ids": {"fields": {"name": {}}, "limit": 1}},
        limit=3,
        order="id",
    )
    assert answer["length"] > 3
    first = answer["records"][0]
    assert first["country_id"] == {"id": 233, "display_name": "United States"}
    assert len(first["child_ids"]) <= 1
