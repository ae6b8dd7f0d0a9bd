"""归集: what other systems hand in, beside our own cases: counted, loaded, mapped, and held against what offices report."""
