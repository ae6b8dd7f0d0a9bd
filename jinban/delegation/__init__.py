"""Which place holds which power over which item, since when, by which document."""
