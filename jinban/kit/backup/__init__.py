"""A whole city in one file, and back again: the database, the stored files and, if wished, the keys under a passphrase."""
