"""Odoo API Explorer: connect, browse, build, send and read Odoo's external APIs."""

__version__ = "0.1.0"
