"""Finds and installs the system packages that a fresh Linux lacks: Qt's libraries, a font, venv, a virtual display.

PySide6 brings Qt with it, but not the libraries of the system that Qt is linked against. Without them the program
ends in an ImportError or in "could not load the Qt platform plugin", which tells nobody what to install.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

# What QtCore, QtGui and QtDBus of PySide6-Essentials 6.11 are linked against (readelf -d), and the Debian package
# of each. Releases that carry libglib2.0-0t64 know it by the older name too.
LIBRARIES_OF_QT = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
# The same for the platform plugin libqxcb.so, libQt6XcbQpa and the plugins for OpenGL beside it.
LIBRARIES_OF_X11 = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
LIBRARIES = {**LIBRARIES_OF_QT, **LIBRARIES_OF_X11}
FONT_PACKAGE = "fonts-dejavu-core"
FONT_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/usr/share/X11/fonts",
    "~/.fonts",
    "~/.local/share/fonts",
)
FONT_ENDINGS = (".ttf", ".otf", ".ttc", ".pfb")
# How `ldconfig -p` marks the libraries of a machine; others are there for foreign programs (libc6 for i386).
ARCHITECTURE_MARKS = {"x86_64": "x86-64", "aarch64": "AArch64"}

Say = Callable[[str], None]


def ensure(*, for_tests: bool, making_venv: bool, say: Say) -> None:
    """Installs what is missing (root on Debian), or says the line that does it.

    Takes some milliseconds when nothing is missing. A failure is said and not raised: what is fatal shows later and
    has its own sentence.
    """
    if sys.platform != "linux":
        return
    libraries = missing_libraries(read_library_cache(), os.uname().machine)
    packages = {LIBRARIES[name] for name in libraries}
    if not any(font_files(FONT_FOLDERS)):
        packages.add(FONT_PACKAGE)
    if for_tests and shutil.which("Xvfb") is None:
        packages.add("xvfb")
    if making_venv and not can_make_venv() and is_from_system(sys.executable):
        packages.add(venv_package(sys.executable, sys.version_info[:2]))
    if not packages:
        return
    if shutil.which("apt-get") is None:
        say(f"This system lacks what the Debian packages {', '.join(sorted(packages))} hold; see its package manager.")
    elif os.geteuid() == 0:
        install(sorted(packages), say)
    else:
        say(f"System packages are missing. This line installs them:\n  sudo apt install {' '.join(sorted(packages))}")


def install(packages: list[str], say: Say) -> None:
    """Runs apt-get update and install as root; apt's output shows only when it fails."""
    say(f"Installing system packages with apt-get: {' '.join(packages)}")
    surroundings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    patience = ["-o", "DPkg::Lock::Timeout=120", "-o", "Acquire::Retries=2"]
    update = ["apt-get", *patience, "-qq", "update"]
    command = ["apt-get", *patience, "-qq", "-y", "--no-install-recommends", "install", *packages]
    output = ""
    for step in (update, command):
        done = subprocess.run(
            step, env=surroundings, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace", check=False,
        )  # fmt: skip
        output += done.stdout
    if done.returncode:
        say(f"{output.rstrip()}\napt-get did not install them (exit status {done.returncode}). Once it can:")
        say(f"  apt-get update && apt-get install {' '.join(packages)}")
    importlib.invalidate_caches()


def read_library_cache() -> str:
    """The text of `ldconfig -p`, empty where there is no such program (then nothing is known to be missing)."""
    ldconfig = shutil.which("ldconfig") or shutil.which("ldconfig", path="/sbin:/usr/sbin")
    if ldconfig is None:
        return ""
    return subprocess.run([ldconfig, "-p"], capture_output=True, text=True, errors="replace", check=False).stdout


def missing_libraries(library_cache: str, machine: str) -> list[str]:
    """Which LIBRARIES the text of `ldconfig -p` does not hold; none when the text is no such list at all."""
    mark = ARCHITECTURE_MARKS.get(machine, "")
    present = {line.split()[0] for line in library_cache.splitlines() if "=>" in line and mark in line.split("=>")[0]}
    if "libc.so.6" not in present:
        return []
    return [name for name in LIBRARIES if name not in present]


def font_files(folders: tuple[str, ...]) -> Iterator[Path]:
    """Font files below `folders`, found as they are asked for."""
    for folder in folders:
        for place, _, names in os.walk(Path(folder).expanduser()):
            yield from (Path(place, name) for name in names if name.lower().endswith(FONT_ENDINGS))


def can_make_venv() -> bool:
    """Whether this Python has venv and the pip it puts in: Debian keeps ensurepip in a package of its own."""
    return all(importlib.util.find_spec(name) is not None for name in ("venv", "ensurepip"))


def is_from_system(executable: str) -> bool:
    """Whether apt can add something to this Python: it lies, behind all links, where packages put programs."""
    return Path(executable).resolve().parent == Path("/usr/bin")


def venv_package(executable: str, version: tuple[int, int], default: str = "/usr/bin/python3") -> str:
    """The package with ensurepip for a Python of the system: `python3-venv` serves only the default one."""
    if Path(executable).resolve() == Path(default).resolve():
        return "python3-venv"
    return f"python{version[0]}.{version[1]}-venv"
