"""The way to servers: transport, login, schema, records. Knows nothing of the disk."""
