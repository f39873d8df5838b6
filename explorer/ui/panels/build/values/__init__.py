"""Editors for the values of conditions, a file a kind; ``make`` chooses among them."""
