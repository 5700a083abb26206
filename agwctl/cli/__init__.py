"""The command line: one module a verb; nothing imports this package."""
