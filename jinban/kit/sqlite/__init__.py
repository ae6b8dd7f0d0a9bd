"""Django's SQLite with a gate before every transaction."""
