"""总览: one page of figures, each of which opens to its rows."""
