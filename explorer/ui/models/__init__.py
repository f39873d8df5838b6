"""Item models: what views of lists, tables and trees read."""
