"""Staff, seats, roles; citizens and organisations; who may see, unmask, export, administer."""
