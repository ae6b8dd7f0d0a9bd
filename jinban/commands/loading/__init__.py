"""Loading the city's data: read every table, name every fault, and only then write, all or nothing."""
