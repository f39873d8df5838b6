"""What the program does, without a screen: open connections, drafts, sending, paging."""
