"""对接系统: outside systems, their tokens, and what they are told by webhooks."""
