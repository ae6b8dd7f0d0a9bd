"""The citizen's door: find an item, see what to bring and where, follow one's own case."""
