"""The nets of conftest.py catch what they are made for: each is shown a test that falls into it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

CONFTEST = Path(__file__).resolve().parents[1] / "conftest.py"

FALLEN = {
    "reached for 192.0.2.7": """
        import socket
        def test_it():
            try:
                socket.create_connection(("192.0.2.7", 80), timeout=1)
            except Exception:
                pass
        """,
    "WARNING explorer.client: half a reply": """
        import logging
        def test_it():
            logging.getLogger("explorer.client").warning("half a reply")
        """,
    "expected in the log, and not there: retried": """
        def test_it(expect_log):
            expect_log("retried")
        """,
    "thread rpc-1": """
        import threading, time
        def test_it():
            threading.Thread(target=time.sleep, args=(6,), name="rpc-1", daemon=True).start()
        """,
    "window QLabel 'stray'": """
        from PySide6.QtWidgets import QLabel
        labels = []
        def test_it(qapp):
            labels.append(QLabel("x", objectName="stray"))
            labels[0].show()
        """,
    "task <Task pending name='forgotten'": """
        import asyncio
        def test_it():
            async def forget():
                task = asyncio.get_running_loop().create_task(asyncio.sleep(60), name="forgotten")
                kept.append(task)
            loop = asyncio.new_event_loop()
            loop.run_until_complete(forget())
            kept.append(loop)
        kept = []
        def test_other():
            kept[0]._log_destroy_pending = False
            kept[1].close()
        """,
}


@pytest.mark.parametrize(("complaint", "source"), FALLEN.items(), ids=list(FALLEN))
def test_a_careless_test_fails_with_the_reason(complaint: str, source: str, tmp_path: Path) -> None:
    run = _run(source, tmp_path)
    assert run.returncode == 1
    assert complaint in run.stdout


def test_a_careful_test_passes(tmp_path: Path) -> None:
    source = """
        import logging, threading, asyncio
        def test_it(qtbot, expect_log):
            from PySide6.QtWidgets import QLabel
            label = QLabel("x")
            qtbot.addWidget(label)
            label.show()
            expect_log("half a re")
            logging.getLogger("explorer.client").warning("half a reply")
            logging.getLogger("explorer.client").info("details")
            thread = threading.Thread(target=asyncio.run, args=(asyncio.sleep(0.01),), name="rpc-1")
            thread.start()
        """
    run = _run(source, tmp_path)
    assert run.returncode == 0, run.stdout


def test_no_screen_and_no_home_of_the_developer_are_used(program_home: Path) -> None:
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"
    assert os.environ["ODOO_EXPLORER_HOME"] == str(program_home)
    assert not program_home.exists()
    assert list(Path.home().glob("[!.]*")) in ([], [Path.home() / "AppData"])


def test_loopback_is_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        for host in ("127.0.0.1", "localhost"):
            socket.create_connection((host, server.getsockname()[1]), timeout=5).close()


def test_no_name_of_another_machine_is_looked_up() -> None:
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("erp.example.com", 443)
    assert socket.getaddrinfo("127.0.0.1", 443)


@given(st.integers())
def test_the_nets_are_no_trouble_to_hypothesis(number: int) -> None:
    assert number == number + 0


def _run(source: str, folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / "conftest.py").write_text(CONFTEST.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "test_it.py").write_text(textwrap.dedent(source), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", "."]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)
