"""The window of a village, a town or the hall: take in, accept, finish on the spot, give notice, deliver."""
