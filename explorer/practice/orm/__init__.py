"""What the server does with records: search, read, write, group, and the methods that a client may call."""
