"""The doors, by audience: citizen, counter, office, board, admin."""
