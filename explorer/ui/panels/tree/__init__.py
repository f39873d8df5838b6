"""The parts of the tree of models: its view, how a row is painted, and what can be done with one."""
