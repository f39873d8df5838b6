"""Odoo's search domains as an editable tree: read, written, checked and put into words, without losing anything.

The rules that the modules number come from a study of Odoo's own editor and server; a rule number in a
comment names one of them. Import the module that is needed (`tree`, `parse`, `render`, ...): this package
exports nothing itself, so that the first paint pays for reading and writing a domain only.
"""
