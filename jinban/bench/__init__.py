"""How fast 近办 is, and by how much of what the database alone could do: measured beside its own limits, never against memory."""
