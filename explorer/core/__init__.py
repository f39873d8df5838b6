"""Values and pure functions: what a call, a connection, a domain, an envelope and a fault are."""
