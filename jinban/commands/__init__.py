"""The `jinban` commands."""
