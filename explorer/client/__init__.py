"""The way to servers: transport, login, schema, records. Knows nothing of the disk."""

from explorer.client.client import Client

__all__ = ["Client"]
