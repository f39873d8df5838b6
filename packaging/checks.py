"""Runs ruff, mypy and pytest for test.py, one after the other.

The failure of one does not keep the others from running: one run shows everything there is to mend.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import environment

STATIC_CHECKS = (
    ("ruff", ["-m", "ruff", "check", "."]),
    ("mypy", ["-m", "mypy", "--strict", "explorer", "tests"]),
)


def run_all(python: Path, arguments: list[str], root: Path = environment.ROOT) -> int:
    """The exit status: 0 when all three passed, else 1; 130 after Ctrl+C before pytest began.

    Paths in `arguments` start at `root`.
    """
    if sys.platform != "win32":
        # pytest gets the same Ctrl+C and closes with its own summary; a handler, unlike SIG_IGN, is not inherited.
        signal.signal(signal.SIGINT, lambda *_: None)
    surroundings = {**environment.clean_variables(os.environ), "QT_QPA_PLATFORM": "offscreen"}
    failed = []
    for name, words in STATIC_CHECKS:
        print(f"{name}: {' '.join(words[1:])}", flush=True)
        status = subprocess.run([str(python), *words], cwd=root, env=surroundings, check=False).returncode
        if status == -signal.SIGINT:
            return 130
        if status:
            failed.append(name)
    print(f"FAILED: {' and '.join(failed)}; pytest follows." if failed else "ruff and mypy passed.", flush=True)
    pytest = [str(python), "-X", "faulthandler", "-m", "pytest", *pytest_arguments(arguments)]
    status = subprocess.run(pytest, cwd=root, env=surroundings, check=False).returncode
    return 1 if failed or status else 0


def pytest_arguments(arguments: list[str]) -> list[str]:
    """`arguments` without our own --slow, behind the choice of tests; a `-m` of the person's own overrides ours."""
    own = [word for word in arguments if word != "--slow"]
    return own if "--slow" in arguments else ["-m", "not slow", *own]
