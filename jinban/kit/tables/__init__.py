"""Tables that people write: read from CSV and Excel, checked cell by cell, each fault with its place. No domain word."""
