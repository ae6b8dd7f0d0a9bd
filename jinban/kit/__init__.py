"""The tools of the house. Nothing in here knows a word of the field."""
