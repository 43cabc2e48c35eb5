"""The errands of a conversation, one a file: each a table from step names to pure functions."""
