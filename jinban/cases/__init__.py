"""One-window acceptance to delivery: the case, its life, its clocks and its figures."""
