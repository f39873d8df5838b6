"""The data of the practice server: one trading house with branches in three countries, and all who deal with it.

Everything is invented and falls the same way each time: no clock, no chance from outside. The values of stored
computed columns are given too, by the same rules by which the models work them out later.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Row = dict[str, Any]


def rows() -> dict[str, list[dict[str, object]]]:
    """Model -> rows of stored columns, as `explorer.practice.model` describes them. About 0.2 s of work."""
    from explorer.practice.data.invoices import Invoices
    from explorer.practice.data.leads import Leads
    from explorer.practice.data.orders import Orders
    from explorer.practice.data.partners import contacts, rows_of
    from explorer.practice.data.products import Catalogue
    from explorer.practice.data.settings import books, house, places, selling

    people = contacts()
    catalogue = Catalogue()
    leads = Leads(people)
    orders = Orders(people, catalogue, leads)
    invoices = Invoices(people, orders)
    return {
        **places(), **house(), **books(), **selling(), **rows_of(people), **catalogue.rows(),
        "crm.lead": leads.rows, "sale.order": orders.rows, "sale.order.line": orders.lines, **invoices.table(),
    }  # fmt: skip


def sale_lines(count: int, first_order: int, first_line: int) -> Iterator[tuple[Row, list[Row]]]:
    """`count` further sales order lines, ten to an order, as (row of sale.order, rows of sale.order.line).

    Orders get ids from `first_order` on and lines from `first_line` on; they refer to the customers and products
    of `rows()`. Rows are made while they are fetched, about 200 000 lines a second.
    """
    from explorer.practice.data.orders import more_orders
    from explorer.practice.data.partners import contacts
    from explorer.practice.data.products import Catalogue
    from explorer.practice.data.settings import SALESPEOPLE

    customers = [(row["id"], row["company"], SALESPEOPLE[row["company"]][0]) for row in contacts().customers]
    return more_orders(count, first_order, first_line, customers, Catalogue().sellables)
