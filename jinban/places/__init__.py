"""Divisions, departments, centres, stations, windows, hours, the city's calendar."""
