"""The parts of the window that a person would name: the tree, the builder, the envelope, the results."""
