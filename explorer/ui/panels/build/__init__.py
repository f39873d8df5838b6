"""The Build panel: a call put together by hand, as conditions, fields, order, limit and arguments."""
