"""Makes sure that a Python goes on which can run the program, before any newer syntax is read.

`run.py`, `test.py` and this file parse on every Python since 2.7: an old one must come as far as the sentence
that says what is needed. Where a fitting Python is on PATH, it takes over.
"""

import os
import subprocess
import sys

OLDEST = (3, 11)
# The newest series that PySide6 of packaging/constraints.txt installs on.
NEWEST = (3, 14)
# Tried in this order: first those with the longest use, last the newest.
SERIES = ("3.13", "3.12", "3.11", "3.14")


def hand_over_when_unfit(script):
    """Returns on a fitting Python; else starts `script` on one from PATH, or ends with status 1 and a sentence.

    A Python newer than NEWEST goes on when PATH holds no fitting one: the package index may have caught up.
    """
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    running = "%d.%d" % sys.version_info[:2]  # noqa: UP031 - Python 2.7 reads this line
    fitting = find_fitting(os.environ.get("PATH", ""))
    if fitting:
        sys.stderr.write("This is Python %s; going on with %s.\n" % (running, fitting))  # noqa: UP031 - as above
        sys.stderr.flush()
        command = [fitting, os.path.abspath(script)] + sys.argv[1:]  # noqa: PTH100, RUF005 - as above
        if os.name == "nt":  # an exec on Windows returns to the shell before the program has ended
            sys.exit(subprocess.call(command))
        os.execv(fitting, command)  # noqa: S606 - a Python found on PATH, no shell
    if sys.version_info[:2] < OLDEST:
        sys.stderr.write(
            "Odoo API Explorer needs Python 3.11 or later; this is Python %s (%s). "  # noqa: UP031 - as above
            "Install a newer one and start this script with it.\n" % (running, sys.executable)
        )
        sys.exit(1)


def find_fitting(search_path):
    """The first Python of SERIES in the folders of `search_path` that really starts, or None.

    A file of the right name is not enough: the shims of version managers exist for versions that are switched off.
    """
    ending = ".exe" if os.name == "nt" else ""
    for series in SERIES:
        for folder in search_path.split(os.pathsep):
            candidate = os.path.join(folder, "python" + series + ending)  # noqa: PTH118 - Python 2.7 has no pathlib
            if os.access(candidate, os.X_OK) and reported_series(candidate) == series:
                return candidate
    return None


def reported_series(python):
    """What `python` says of itself, for example "3.12"; an empty text when it does not start."""
    question = "import sys; sys.stdout.write('%d.%d' % sys.version_info[:2])"
    try:
        asked = subprocess.Popen([python, "-c", question], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        answer = asked.communicate()[0]
    except OSError:
        return ""
    return answer.decode("ascii", "replace")
