"""Starts Odoo API Explorer from a checkout: `python3 packaging/run.py [arguments]`.

Makes `.venv` when it is missing or out of date, then starts the program with the arguments. What the set-up has to
say goes to standard error: standard output belongs to the program.
"""

import sys

import interpreter


def main(arguments):
    import environment

    return environment.guarded(lambda: environment.start_program(environment.prepare(""), arguments))


if __name__ == "__main__":
    interpreter.hand_over_when_unfit(__file__)
    sys.exit(main(sys.argv[1:]))
