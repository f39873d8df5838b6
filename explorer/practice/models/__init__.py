"""The models that the practice server holds, one file an application; `*_rules.py` say what they work out."""

from __future__ import annotations

from explorer.practice.model import Model


def declarations() -> list[Model]:
    """All models, those that others refer to first."""
    from explorer.practice.models import (
        account_lines,
        account_setup,
        accounting,
        base,
        companies,
        contacts,
        crm,
        crm_setup,
        places,
        products,
        sale_lines,
        sales,
        users,
        variants,
        wizards,
    )

    files = (
        base, places, contacts, users, companies, variants, products, account_setup,
        crm_setup, crm, sales, sale_lines, accounting, account_lines, wizards,
    )  # fmt: skip
    return [model for file in files for model in file.MODELS]
