"""Checks the whole project: `python3 packaging/test.py [--slow] [pytest arguments]`.

Makes `.venv` with the extra `test`, then runs ruff, mypy and pytest, each to its end. Tests marked slow run with
--slow. The exit status is 1 when any of the three failed; pytest's closing line comes last.
"""

import sys

import interpreter


def main(arguments):
    if "-h" in arguments or "--help" in arguments:
        print(__doc__)
        return 0
    import checks
    import environment

    return environment.guarded(lambda: checks.run_all(environment.prepare("test"), arguments))


if __name__ == "__main__":
    interpreter.hand_over_when_unfit(__file__)
    sys.exit(main(sys.argv[1:]))
