"""What came back: the grid, the JSON, the raw reply, or the fault."""
