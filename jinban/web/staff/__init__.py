"""The door of all who work here: signing in with both factors, and sitting down on a seat."""
