"""A small server that answers as Odoo does, for learning, for tests and for first steps without a server.

It is a house of its own: it imports nothing of the rest of the program and runs as a child process.
"""
