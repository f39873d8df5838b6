"""The dialog to add and edit a connection, with a test that says what is right and what is not."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDoubleSpinBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from explorer.background import CancelToken
from explorer.client import Client, login
from explorer.client.check import check_connection
from explorer.core.connection import Connection, Limits, ProtocolName, Stage
from explorer.core.faults import Fault
from explorer.core.secret import Secret
from explorer.ui import dialogs, text
from explorer.ui.host import Host
from explorer.ui.loop import TaskScope
from explorer.ui.panels.check_list import CheckList
from explorer.ui.widgets.buttons import LinkButton, PrimaryButton, SecondaryButton
from explorer.ui.widgets.inset_line import InsetLine, SecretLine
from explorer.ui.widgets.labels import DimLabel, Heading
from explorer.ui.widgets.segments import SegmentedChips
from explorer.work.connection_form import (
    Form,
    completed_url,
    connection_from,
    form_of,
    problems,
    suggested_name,
)

WIDTH = 600


async def edit(host: Host, connection: Connection | None, parent: QWidget, tasks: TaskScope, *, url: str = "") -> None:
    """Let the person edit ``connection`` (None: a new one), save it, and go there."""
    scope = tasks.child()
    dialog = ConnectionDialog(host, connection, scope, parent, url=url)
    try:
        if not await dialogs.show(dialog):
            return
        made, password, key = dialog.result_connection()
    finally:
        scope.cancel()
    made = keep_secrets(host, made, password, key)
    await host.save_connection(made, connection.name if connection else None)
    await host.workspace.enter(host.live(made), host.settings.first_model(made.name))


def keep_secrets(host: Host, connection: Connection, password: Secret | None, key: Secret | None) -> Connection:
    """Put new secrets into the vault and return the connection with their references; None leaves one as it is."""
    changes: dict[str, str] = {}
    for place, secret in (("password_ref", password), ("key_ref", key)):
        if secret is not None:
            ref = getattr(connection, place) or host.vault.new_reference()
            host.vault.put(ref, secret)
            changes[place] = ref
    return msgspec.structs.replace(connection, **changes)


class ConnectionDialog(QDialog):
    """Keeps what was typed, whatever a test says."""

    def __init__(
        self, host: Host, connection: Connection | None, tasks: TaskScope, parent: QWidget, *, url: str = ""
    ) -> None:
        super().__init__(parent)
        self.setObjectName("connectionDialog")
        self.setWindowTitle(self.tr("Connection"))
        self._host = host
        self._before = connection
        self._tasks = tasks
        self._token: CancelToken | None = None
        self._errors: dict[str, QLabel] = {}
        form = form_of(connection) if connection else Form()
        if url:
            form = msgspec.structs.replace(form, url=url)
        self.name = self._line(self.tr("Name"), form.name, self.tr("what you call it"))
        self.url = self._line(self.tr("Address"), form.url, "https://erp.example.com")
        self.database = InsetLine(self.tr("Database"), form.database, self.tr("empty: the server's only one"))
        self.login = self._line(self.tr("Login"), form.login, "api@example.com")
        self.listed = LinkButton(self.tr("Ask the server"))
        self.database.set_button(self.listed)
        kept = [self._kept(ref) for ref in ((connection.key_ref, connection.password_ref) if connection else ("", ""))]
        self.key = SecretLine(self.tr("API key"), self.tr("for JSON/2 and JSON-RPC"), kept[0])
        self.password = SecretLine(self.tr("Password"), self.tr("for JSON-RPC, where there is no key"), kept[1])
        self.kept_note = DimLabel(
            self.tr("Key and password are kept until the program closes, never in a file."), wrap=True
        )
        if all(kept):
            # The lines say it themselves.
            self.kept_note.hide()
        self.protocol = SegmentedChips(self.tr("Protocol"), list(text.PROTOCOLS.items()))
        self.protocol.set_key(form.protocol)
        self.stage = SegmentedChips(
            self.tr("Stage"),
            [
                (Stage.DEVELOPMENT, self.tr("Development")),
                (Stage.TEST, self.tr("Test")),
                (Stage.PRODUCTION, self.tr("Production"), "error"),
            ],
        )
        self.stage.set_key(form.stage)
        self.stage_note = DimLabel()
        self.limits = (
            self._limit(form.limits.connect_seconds, " s", 300, self.tr("Limit for connecting, in seconds")),
            self._limit(form.limits.read_seconds, " s", 3600, self.tr("Limit for waiting for a reply, in seconds")),
            self._limit(form.limits.megabytes, " MB", 100_000, self.tr("Limit for the size of a reply, in megabytes")),
        )
        self.checks = CheckList(self.tr("Test of the connection"))
        self.test = SecondaryButton(self.tr("Test"))
        self.cancel = SecondaryButton(self.tr("Cancel"))
        self.save = PrimaryButton(self.tr("Save and connect"))
        self._lay_out()
        self._connect()
        self._show_stage()
        self._first_line(form).setFocus()

    def _first_line(self, form: Form) -> QWidget:
        """The field that waits for the person: the address of a new connection, the secret that is not known."""
        if not form.url:
            return self.url
        return self.name if self._has(self.key, "key_ref") or self._has(self.password, "password_ref") else self.key

    # What was typed

    def form(self) -> Form:
        """Return the fields as they stand."""
        connect, read, size = (box.value() for box in self.limits)
        protocol, stage = self.protocol.key(), self.stage.key()
        return Form(
            name=self.name.text(),
            url=self.url.text(),
            database=self.database.text(),
            login=self.login.text(),
            protocol=protocol if isinstance(protocol, ProtocolName) else ProtocolName.JSON2,
            stage=stage if isinstance(stage, Stage) else Stage.DEVELOPMENT,
            limits=Limits(connect, read, size),
            has_key=self._has(self.key, "key_ref"),
            has_password=self._has(self.password, "password_ref"),
        )

    def _has(self, line: SecretLine, place: str) -> bool:
        """Whether a secret was typed, or is kept from before and was not touched."""
        typed = line.secret()
        if typed is not None:
            return bool(typed)
        ref = getattr(self._before, place, None)
        return ref is not None and self._host.vault.get(ref) is not None

    def result_connection(self) -> tuple[Connection, Secret | None, Secret | None]:
        """Return the connection and the password and key that were typed."""
        return connection_from(self.form(), self._before), self.password.secret(), self.key.secret()

    def setVisible(self, visible: bool) -> None:
        """Leave the name as it is: the dialog selects it when it opens, and a letter would replace it."""
        super().setVisible(visible)
        if visible:
            self.name.deselect()

    def accept(self) -> None:
        """Close when nothing is wrong; else say what is, and where."""
        others = [
            c.name for c in self._host.workspace.connections if self._before is None or c.name != self._before.name
        ]
        found = problems(self.form(), others)
        self._say(found)
        if not found:
            super().accept()

    def run_test(self) -> None:
        """Test what is typed, as far as it goes; a test that still runs is stopped."""
        found = {place: words for place, words in problems(self.form(), []).items() if place == "url"}
        self._say(found)
        if not found:
            self._stop()
            self.checks.begin()
            self._tasks.spawn(self._test(), "test")

    def ask_databases(self) -> None:
        """Ask the server which databases it has."""
        found = {place: words for place, words in problems(self.form(), []).items() if place == "url"}
        self._say(found)
        if not found:
            self._tasks.spawn(self._list_databases(), "databases")

    # Inside

    async def _test(self) -> None:
        self._token = token = CancelToken()
        self.test.setText(self.tr("Test again"))
        client = self._client()
        try:
            await check_connection(client, token, self.checks.add)
        finally:
            client.close()
            if self._token is token:
                self.checks.end()

    async def _list_databases(self) -> None:
        client = self._client()
        try:
            names = await login.databases(client)
        except Fault as fault:
            self._say({"database": fault.message})
            return
        finally:
            client.close()
        if not names:
            self._say({"database": self.tr("The server does not tell its databases. Type the name.")})
            return
        self._say({})
        menu = QMenu(self)
        for name in names:
            menu.addAction(name).triggered.connect(lambda _=False, name=name: self.database.setText(name))
        self.listed.popup(menu)

    def _client(self) -> Client:
        made, password, key = self.result_connection()
        return self._host.client(made, password, key)

    def _kept(self, ref: str | None) -> str:
        """Say where a secret is kept; nothing when there is none."""
        return self._host.vault.where(ref) if ref and self._host.vault.get(ref) is not None else ""

    def _line(self, name: str, value: str, hint: str) -> QLineEdit:
        line = QLineEdit(value)
        line.setAccessibleName(name)
        line.setPlaceholderText(hint)
        return line

    def _limit(self, value: float, unit: str, most: float, name: str) -> QDoubleSpinBox:
        box = QDoubleSpinBox()
        box.setAccessibleName(name)
        box.setToolTip(name)
        box.setDecimals(0 if value == int(value) else 1)
        box.setRange(1, most)
        box.setValue(value)
        box.setSuffix(unit)
        # The style sheet's padding does not reach the line inside a spin box.
        box.lineEdit().setTextMargins(6, 0, 6, 0)
        return box

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 20)
        column.setSpacing(16)
        column.addWidget(Heading(self.tr("Connection")))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, 110)
        grid.setColumnStretch(1, 1)
        stage = self._row(self.stage, self.stage_note)
        limits = self._row(
            DimLabel(self.tr("connect")),
            self.limits[0],
            DimLabel(self.tr("reply")),
            self.limits[1],
            DimLabel(self.tr("size")),
            self.limits[2],
        )
        protocol = self._row(self.protocol)
        rows: tuple[tuple[str, str, QWidget], ...] = (
            ("name", self.tr("Name"), self.name),
            ("url", self.tr("Address"), self.url),
            ("database", self.tr("Database"), self.database),
            ("login", self.tr("Login"), self.login),
            ("key", self.tr("API key"), self.key),
            ("password", self.tr("Password"), self.password),
            ("protocol", self.tr("Protocol"), protocol),
            ("stage", self.tr("Stage"), stage),
            ("limits", self.tr("Limits"), limits),
        )
        for place, (key, label, widget) in enumerate(rows):
            title = DimLabel(label)
            title.setBuddy(widget)
            grid.addWidget(title, 2 * place, 0)
            grid.addWidget(widget, 2 * place, 1)
            error = self._errors[key] = QLabel()
            error.setProperty("tone", "error")
            error.setWordWrap(True)
            error.hide()
            grid.addWidget(error, 2 * place + 1, 1)
            grid.setRowMinimumHeight(2 * place + 1, 4)
        column.addLayout(grid)
        column.addWidget(self.kept_note)
        column.addWidget(self.checks)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.test)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.save)
        column.addLayout(buttons)
        self.setMinimumWidth(WIDTH)

    def _row(self, *widgets: QWidget) -> QWidget:
        holder = QFrame()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in widgets:
            row.addWidget(widget)
        row.addStretch(1)
        return holder

    def _connect(self) -> None:
        self.url.editingFinished.connect(self._complete_url)
        self.stage.chosen.connect(self._show_stage)
        self.listed.clicked.connect(self.ask_databases)
        self.test.clicked.connect(self.run_test)
        self.cancel.clicked.connect(self.reject)
        self.save.clicked.connect(self.accept)
        self.save.setDefault(True)
        for button in (self.test, self.cancel, self.listed):
            button.setAutoDefault(False)
        self.finished.connect(self._stop)

    def _complete_url(self) -> None:
        url = completed_url(self.url.text())
        if url != self.url.text():
            self.url.setText(url)
        if url and not self.name.text().strip():
            self.name.setText(suggested_name(url))

    def _show_stage(self) -> None:
        production = self.stage.key() is Stage.PRODUCTION
        self.stage_note.setText(self.tr("always starts read-only") if production else "")

    def _say(self, found: dict[str, str]) -> None:
        lines = {"name": self.name, "url": self.url, "database": self.database}
        for key, label in self._errors.items():
            label.setText(found.get(key, ""))
            label.setVisible(key in found)
            if key in lines:
                lines[key].setProperty("wrong", key in found)
                lines[key].style().polish(lines[key])
        first = next((lines[key] for key in lines if key in found), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _stop(self) -> None:
        if self._token is not None:
            self._token.cancel()
