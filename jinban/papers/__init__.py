"""The papers of a case: made once from what happened, frozen, printed as PDF, verified by their code."""
