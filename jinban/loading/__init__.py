"""The city's data by file: read every table, name every fault, and only then write, all or nothing."""
