"""The disk: folders, connections, settings, the schema cache; and where secrets are kept."""
