"""办理: my queue, the case with its whole history, the decision beside it."""
