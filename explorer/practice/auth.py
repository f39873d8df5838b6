"""Who calls: the users of the practice database, their passwords and API keys."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import NamedTuple

from explorer.practice.errors import AccessDeniedError, MissingError


class Account(NamedTuple):
    """A user who can log in."""

    uid: int
    login: str
    password: str
    api_key: str


class Accounts:
    """The accounts of one database.

    `keys` maps logins to API keys for users who have none yet; a data file keeps those that it has.
    """

    def __init__(self, connection: sqlite3.Connection, keys: Mapping[str, str]) -> None:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS practice_account "
            "(uid INTEGER PRIMARY KEY, login TEXT, password TEXT, api_key TEXT)"
        )
        self._connection = connection
        for login, key in keys.items():
            known = connection.execute("SELECT 1 FROM practice_account WHERE login = ?", [login]).fetchone()
            user = connection.execute("SELECT id FROM res_users WHERE login = ?", [login]).fetchone()
            if not known and user:
                connection.execute("INSERT INTO practice_account VALUES (?, ?, ?, ?)", [user[0], login, login, key])
        self.all = [
            Account(*row)
            for row in connection.execute("SELECT uid, login, password, api_key FROM practice_account ORDER BY uid")
        ]

    def named(self, login: str) -> Account:
        """The account of a login. Raises KeyError."""
        for account in self.all:
            if account.login == login:
                return account
        raise KeyError(login)

    def login(self, login: object, secret: object) -> int | bool:
        """The uid behind a login with its password or key, False when they are wrong (003, 004, 005)."""
        for account in self.all:
            if account.login == login and secret in (account.password, account.api_key) and self._active(account):
                return account.uid
        return False

    def check(self, uid: object, secret: object) -> int:
        """The uid of a call. Raises AccessDenied, or MissingError for a user that never was (015, 016, 017)."""
        if not uid or not secret or not isinstance(uid, int):
            raise AccessDeniedError
        for account in self.all:
            if account.uid == uid:
                if secret in (account.password, account.api_key) and self._active(account):
                    return uid
                raise AccessDeniedError
        if not self._connection.execute("SELECT 1 FROM res_users WHERE id = ?", [uid]).fetchone():
            raise MissingError(f"Record does not exist or has been deleted.\n(Record: res.users({uid},), User: {uid})")
        raise AccessDeniedError

    def bearer(self, key: str) -> int | None:
        """The uid behind an API key, None for a wrong one."""
        for account in self.all:
            if key == account.api_key and self._active(account):
                return account.uid
        return None

    def _active(self, account: Account) -> bool:
        row = self._connection.execute("SELECT active FROM res_users WHERE id = ?", [account.uid]).fetchone()
        return bool(row and row[0])
