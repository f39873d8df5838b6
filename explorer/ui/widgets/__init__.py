"""Small parts that panels and dialogs are put together from; they know nothing of calls and servers."""
