"""Rules for what an error says about fields, domains, arguments and values.

They come after those of :mod:`explorer.protocols.rules_call`; where one text can mean several things (``tuple index out
of range``), the call that failed decides.
"""

from __future__ import annotations

from explorer.core import series
from explorer.core.faults import Kind
from explorer.core.signatures import signature
from explorer.protocols.cases import Case, Rule


def _still_used(case: Case, facts: dict[str, str]) -> str:
    through = f" through {facts['field']}" if "field" in facts else ""
    if case.call and case.call.method in ("create", "write", "web_save", "web_save_multi", "load", "copy"):
        return f"A relation{through} is given an id that does not exist. Look the id up with name_search."
    user = f"Records of {facts['user']}" if "user" in facts else "Other records"
    return f"{user} still point to this one{through}. Archive it with action_archive, or change those first."


def _domain_form(case: Case, _facts: dict[str, str]) -> str:
    shape = 'A domain is a list of conditions, each a list of three: [["name", "=", "x"]].'
    if case.request and case.request.method == "execute_kw":
        return f'{shape} In execute_kw it stands in the list of arguments: [[["name", "=", "x"]]].'
    return shape


def _date_part(_case: Case, facts: dict[str, str]) -> str:
    return f"A date has no part “{facts.get('part')}”. The parts are: {', '.join(series.date_parts('18.0'))}."


def _mandatory(case: Case, facts: dict[str, str]) -> str:
    model = facts.get("model", "the model")
    if "field" in facts:
        return f"Give a value for “{facts['field']}” ({facts.get('label', '')}) of {model}: it must not be empty."
    return (
        f"A required field of {model} has no value, or a record to be deleted is still in use. fields_get tells which "
        "fields are required, default_get which ones fill themselves."
    )


def _index(case: Case, facts: dict[str, str]) -> str:
    if "tuple" not in case.message and case.stores and case.call and (case.call.ids or case.call.args):
        return "A command for a one2many or many2many is too short. It is a list such as [6, 0, [ids]] or [4, id, 0]."
    return (
        f"“{facts.get('method', 'The method')}” runs on records, so the ids come first: [[7], …]. Without brackets the "
        "first argument is taken for the ids."
    )


def _missing_record(case: Case, facts: dict[str, str]) -> str:
    record = f"{facts.get('model', 'record')} {facts.get('ids', '')}".strip(" ,")
    return f"The record {record} does not exist any more, or never did. Search for it again; its id may be another one."


def _unexpected(case: Case, facts: dict[str, str]) -> str:
    argument = facts.get("argument", "?")
    known = signature(case.call.method, model=case.call.model) if case.call else None
    if argument == "count":
        return "The argument “count” is gone since 17.0. Call search_count instead."
    if argument == "id":
        return 'The ids of records are given as “ids”, a list: {"ids": [7]}.'
    if known is None:
        return f"There is no argument “{argument}”. Look the names up in the server's documentation (/doc)."
    return f"There is no argument “{argument}”. The names are: {known.text()}."


def _missing_argument(case: Case, facts: dict[str, str]) -> str:
    argument = facts.get("argument", "?").replace("'", "")
    if argument == "user_agent_env":
        return "authenticate takes a fourth argument; an empty object {} will do. login works without it."
    if case.call is None:
        return f'Give the argument {argument}. The body of a call is {{"params": {{service, method, args}}}}.'
    known = signature(case.call.method, model=case.call.model)
    shape = f" The arguments are: {known.text()}." if known else ""
    if case.request and case.request.method == "execute" and case.call.method == "write":
        return f"“{argument}” is missing. execute takes the arguments one by one: the ids, then the values.{shape}"
    return f"“{argument}” is missing.{shape}"


_FIELD = (
    "{model} has no field “{field}”. Look at fields_get: it may be spelled otherwise, have another name in this "
    "series, or belong to a module that is not installed."
)
_OPERATORS_COUNT = (
    "“&” and “|” each need two conditions after them, “!” needs one. Add the missing condition or remove the operator."
)
_DATE = "Dates are written 2025-12-31, times 2025-12-31 23:59:59 in UTC, without T, Z or offset."


def _vals_hold(case: Case) -> bool:
    """Whether the text of a KeyError is a field among the values (``19.0/158-jsonrpc-write-unknown-field``)."""
    if not case.stores or case.call is None:
        return False
    given = [*case.call.args, *case.call.kwargs.values()]
    rows = [row for value in given for row in (value if isinstance(value, list) else [value])]
    return any(isinstance(row, dict) and case.message.strip("'\"") in row for row in rows)


def _has_domain(case: Case) -> bool:
    return case.searches


RULES: tuple[Rule, ...] = (
    # Records.
    Rule(
        Kind.MISSING_RECORD, _missing_record, r"\(Record: (?P<model>[\w.]+)\((?P<ids>[\d, ]*)\)", name=r"MissingError"
    ),
    Rule(Kind.MISSING_RECORD, _missing_record, name=r"MissingError"),
    Rule(
        Kind.DOMAIN,
        "Parts of a date such as “{part}” can be compared from Odoo 18.0 on. Before, compare with the first and the "
        "last day.",
        r"Invalid field '[\w.]+\.(?P<part>\w+_number|day_of_\w+)' in domain term",
    ),
    Rule(
        Kind.DOMAIN,
        _date_part,
        r"granularity (?P<part>\w+) is not supported",
    ),
    # Fields.
    Rule(
        Kind.UNKNOWN_FIELD,
        "Records cannot be ordered by a field of a related record. Order by “{field}” itself.",
        r"^Order a property \('\w+'\) on a non-properties field \('(?P<field>\w+)'\)",
    ),
    Rule(
        Kind.UNKNOWN_FIELD,
        "“{field}” of {model} leads to no other records, or they have no “{part}”. Only relations can be followed with "
        "a dot.",
        r"Invalid field property '(?P<part>\w+)' on (?P<model>[\w.]+)\.(?P<field>\w+)",
    ),
    Rule(
        Kind.UNKNOWN_FIELD,
        "{model} has no field path “{field}”. Only relations can be followed with a dot; look at fields_get.",
        r"Invalid field '(?P<field>\w+\.[\w.]+)' (?:in domain term|on (?:model )?'(?P<model>[\w.]+)')",
    ),
    Rule(Kind.UNKNOWN_FIELD, _FIELD, r"Invalid field '(?P<field>[^']+)' (?:on model|on|in) '(?P<model>[\w.]+)'"),
    Rule(Kind.UNKNOWN_FIELD, _FIELD, r"Invalid field (?P<model>[\w.]+)\.(?P<field>\w+) in (?:leaf|condition)"),
    Rule(Kind.UNKNOWN_FIELD, _FIELD, r"Invalid field '(?P<field>[^']+)'"),
    Rule(Kind.UNKNOWN_FIELD, _FIELD, r"^'?(?P<field>\w+)'?$", name=r"KeyError", when=_vals_hold),
    # Domains.
    Rule(
        Kind.DOMAIN,
        "There is no operator “{operator}”. The usual ones are =, !=, <, >, in, like, ilike and child_of.",
        r"Invalid operator in condition \([^,]+, '(?P<operator>[^']*)'",
    ),
    Rule(
        Kind.DOMAIN,
        "This is no condition: {leaf}. It is a field, an operator such as = or ilike, and a value.",
        r"^Invalid leaf (?P<leaf>.*)",
    ),
    Rule(
        Kind.DOMAIN,
        '“in” and “not in” take a list before 19.0: ["id", "in", [1]].',
        r"Invalid domain term \([^,]+, '(?:not )?in'",
    ),
    Rule(Kind.DOMAIN, _OPERATORS_COUNT, r"syntactically not correct|Domain\(\) malformed domain"),
    Rule(Kind.DOMAIN, _domain_form, r"Domain\(\) invalid|Domains to normalize must have|Invalid domain term"),
    Rule(Kind.DOMAIN, _domain_form, r"^string index out of range"),
    Rule(Kind.DOMAIN, _domain_form, r"(?:tuple|list) index out of range", when=_has_domain),
    Rule(
        Kind.DOMAIN,
        "A condition has too few parts. It is a list of three: field, operator, value.",
        r"not enough values to unpack \(expected 3, got",
    ),
    Rule(
        Kind.DOMAIN,
        "A list stands where one value is expected. “any” and “not any” exist from 17.0 on; else remove a bracket.",
        r"unhashable type: 'list'",
    ),
    Rule(
        Kind.DOMAIN,
        "“{field}” of {model} is computed and cannot be searched. Search by a stored field.",
        r"Cannot convert (?P<model>[\w.]+)\.(?P<field>\w+) to SQL because it is not stored",
    ),
    Rule(Kind.DOMAIN, "This field does not take this operator. Choose another one.", r"^Unsupported operator"),
    Rule(
        Kind.DOMAIN,
        f"“{{value}}” is no date. {_DATE} From 19.0 on also relative ones such as “today -1d”.",
        r"Invalid term '[^']*' in expression date: '(?P<value>[^']*)'",
    ),
    Rule(
        Kind.DOMAIN,
        f"A condition compares a date with something else. {_DATE}",
        r"invalid input syntax for type (?:timestamp|date)|expecting only datetimes with no timezone|time data",
        when=_has_domain,
    ),
    Rule(
        Kind.DOMAIN,
        "A condition compares a number with {value}. Give a number, or take a field that holds text.",
        r"(?:invalid literal for int\(\) with base 10|invalid input syntax for type \w+): (?P<value>[^\n]*)",
        when=_has_domain,
    ),
    # Arguments.
    Rule(Kind.ARGUMENTS, _missing_argument, r"missing \d+ required positional arguments?: (?P<argument>.+)"),
    Rule(Kind.ARGUMENTS, _missing_argument, r"missing \d+ required keyword-only arguments?: (?P<argument>.+)"),
    Rule(Kind.ARGUMENTS, _missing_argument, r"missing a required (?:keyword-only )?argument: '(?P<argument>\w+)'"),
    Rule(Kind.ARGUMENTS, _unexpected, r"got an unexpected keyword argument '(?P<argument>\w+)'"),
    Rule(
        Kind.ARGUMENTS,
        "“{argument}” is given twice: by place and by name. Remove one of them.",
        r"got multiple values for (?:keyword )?argument '(?P<argument>\w+)'",
    ),
    Rule(
        Kind.ARGUMENTS,
        "There are too many arguments. execute_kw wants them in one list, execute one by one; what cannot be given by "
        "place goes into the named ones.",
        r"takes (?:from )?\d+.* positional arguments? but \d+ (?:was|were) given|too many positional arguments",
    ),
    Rule(
        Kind.ARGUMENTS,
        "execute_kw takes database, user id, password, model, method, arguments as a list, named ones as an object.",
        r"not enough values to unpack \(expected at least",
    ),
    Rule(
        Kind.ARGUMENTS,
        "“{method}” runs on the model, not on records. Remove “ids”.",
        r"cannot call [\w.]+\.(?P<method>\w+) with ids",
    ),
    Rule(
        Kind.ARGUMENTS,
        "“{method}” runs on exactly one record. Give one id.",
        r"Expected singleton: (?P<model>[\w.]+)\(",
    ),
    Rule(
        Kind.ARGUMENTS,
        "The body is no JSON. Look for a missing quote, comma or bracket in the envelope.",
        r"could not parse the body as json",
    ),
    Rule(
        Kind.ARGUMENTS,
        "“limit” and “offset” are numbers from 0 on; without a limit leave it out.",
        r"(?:LIMIT|OFFSET) must not be negative",
    ),
    Rule(
        Kind.ARGUMENTS,
        '“order” is a list of fields with asc or desc, such as "name, id desc"; it holds “{order}”.',
        r"Invalid \"order\" specified \((?P<order>.*?)\)",
    ),
    Rule(
        Kind.ARGUMENTS,
        'From 17.0 on “specification” is an object: {{"name": {{}}}}, not a list of fields.',
        r"'list' object has no attribute 'keys'",
    ),
    Rule(Kind.ARGUMENTS, _index, r"(?:tuple|list) index out of range"),
    # Values.
    Rule(
        Kind.VALIDATION,
        "“{field}” of {model} does not take {value}. It wants a key of “selection” in fields_get, not a label.",
        r"Wrong value for (?P<model>[\w.]+)\.(?P<field>\w+): (?P<value>.*)",
    ),
    Rule(Kind.VALIDATION, f"“{{value}}” is no date. {_DATE}", r"time data '(?P<value>[^']*)' does not match format"),
    Rule(Kind.VALIDATION, _DATE, r"invalid input syntax for type (?:timestamp|date)|expecting only datetimes"),
    Rule(
        Kind.VALIDATION,
        "A number is expected in place of {value}. A many2one takes an id: look it up with name_search.",
        r"(?:invalid literal for int\(\) with base 10|invalid input syntax for type \w+): (?P<value>[^\n]*)",
    ),
    Rule(
        Kind.VALIDATION,
        "Send the file as base64 text alone, without “data:…” before it.",
        r"Image is not encoded in base64|Incorrect padding|base64",
        when=lambda case: case.stores,
    ),
    Rule(
        Kind.VALIDATION,
        _mandatory,
        r"Missing required value for the field '(?P<label>[^']*)' \((?P<field>\w+)\)\.\s*Model: '[^']*' "
        r"\((?P<model>[\w.]+)\)",
    ),
    Rule(
        Kind.VALIDATION,
        _mandatory,
        r"a mandatory field is not set.*Model: [^(\n]*\((?P<model>[\w.]+)\)\s*"
        r"Field: (?P<label>[^(\n]*?) \((?P<field>\w+)\)",
    ),
    Rule(Kind.VALIDATION, _mandatory, r"a mandatory field is not set"),
    Rule(
        Kind.VALIDATION,
        _still_used,
        r"Another model is using the record.*?\((?P<user>[\w.]+)\).*constraint: '[^']*' \((?P<field>\w+)\)",
    ),
    Rule(
        Kind.VALIDATION,
        _still_used,
        r"another model requires the record being deleted.*Model: [^(\n]*\((?P<user>[\w.]+)\)\s*"
        r"Constraint: (?P<field>\w+)",
    ),
    Rule(Kind.VALIDATION, _still_used, r"[Aa]nother model (?:is using|requires) the record|violates foreign key"),
    Rule(
        Kind.VALIDATION,
        "The message says which rule of the server the values break. Change them and send again; nothing was stored.",
        name=r"ValidationError|psycopg2\.errors\.\w*Violation|IntegrityError",
    ),
    Rule(
        Kind.USER_ERROR,
        "This language is not installed. Take another “lang” in the context; res.lang.get_installed lists them.",
        r"^Invalid language code",
    ),
    Rule(
        Kind.USER_ERROR,
        "The message says what stands in the way, often the state of the record. Read it, and change what it names.",
        name=r"UserError|RedirectWarning|except_orm|exceptions\.Warning",
    ),
)
