"""通报: drafting, reviewing and issuing the yearly circular; each of its numbers opens to its rows."""
