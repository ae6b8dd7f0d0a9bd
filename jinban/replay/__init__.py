"""A year lived again: from a facts file to people, cases and figures, through the same actions that people use."""
