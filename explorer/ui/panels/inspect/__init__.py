"""The parts of the inspector: a list of labels and values, the page of a record, and that of a field."""
