"""Messages to applicants: an outbox. What one is told, in which words, over which channel, and whether it arrived."""
