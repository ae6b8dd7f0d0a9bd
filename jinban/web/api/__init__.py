"""/api/v1: the door of other systems. The same gates, the same moves and the same sentences as the pages."""
