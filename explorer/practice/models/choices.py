"""Long lists of choices that several models share."""

from __future__ import annotations

LANGUAGES = [("en_US", "English (US)")]

TIMEZONES = [
    (name, name)
    for name in [
        "Africa/Cairo",
        "Africa/Casablanca",
        "Africa/Johannesburg",
        "Africa/Lagos",
        "Africa/Nairobi",
        "America/Argentina/Buenos_Aires",
        "America/Bogota",
        "America/Chicago",
        "America/Denver",
        "America/Lima",
        "America/Los_Angeles",
        "America/Mexico_City",
        "America/New_York",
        "America/Santiago",
        "America/Sao_Paulo",
        "America/Toronto",
        "Asia/Bangkok",
        "Asia/Dubai",
        "Asia/Ho_Chi_Minh",
        "Asia/Hong_Kong",
        "Asia/Jakarta",
        "Asia/Jerusalem",
        "Asia/Kolkata",
        "Asia/Manila",
        "Asia/Seoul",
        "Asia/Shanghai",
        "Asia/Singapore",
        "Asia/Tokyo",
        "Australia/Melbourne",
        "Australia/Sydney",
        "Europe/Amsterdam",
        "Europe/Athens",
        "Europe/Berlin",
        "Europe/Brussels",
        "Europe/Dublin",
        "Europe/Helsinki",
        "Europe/Istanbul",
        "Europe/Kyiv",
        "Europe/Lisbon",
        "Europe/London",
        "Europe/Madrid",
        "Europe/Paris",
        "Europe/Prague",
        "Europe/Rome",
        "Europe/Stockholm",
        "Europe/Vienna",
        "Europe/Warsaw",
        "Europe/Zurich",
        "Pacific/Auckland",
        "UTC",
    ]
]

ADDRESS_FORMAT = "%(street)s\n%(street2)s\n%(city)s %(state_code)s %(zip)s\n%(country_name)s"
"""Lines of a postal address, as `19.0/073-jsonrpc-search_read-empty-fields-list` shows them."""

ACCOUNT_TYPES = [
    ("asset_receivable", "Receivable"),
    ("asset_cash", "Bank and Cash"),
    ("asset_current", "Current Assets"),
    ("asset_non_current", "Non-current Assets"),
    ("asset_prepayments", "Prepayments"),
    ("asset_fixed", "Fixed Assets"),
    ("liability_payable", "Payable"),
    ("liability_credit_card", "Credit Card"),
    ("liability_current", "Current Liabilities"),
    ("liability_non_current", "Non-current Liabilities"),
    ("equity", "Equity"),
    ("equity_unaffected", "Current Year Earnings"),
    ("income", "Income"),
    ("income_other", "Other Income"),
    ("expense", "Expenses"),
    ("expense_depreciation", "Depreciation"),
    ("expense_direct_cost", "Cost of Revenue"),
    ("off_balance", "Off-Balance Sheet"),
]

ACCOUNT_TYPES_19 = [
    *ACCOUNT_TYPES[: ACCOUNT_TYPES.index(("expense_depreciation", "Depreciation"))],
    ("expense_other", "Other Expenses"),
    *ACCOUNT_TYPES[ACCOUNT_TYPES.index(("expense_depreciation", "Depreciation")) :],
]
"""The same with what 19.0 added, in its place (`19.0/044-jsonrpc-fields_get-account.move.line`)."""
