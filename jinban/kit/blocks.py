"""Where the next block of numbers begins, a row per kind and day."""

from django.db import models


class NumberBlock(models.Model):
    """The first number of a scope that nobody has leased yet."""

    scope = models.CharField(primary_key=True, max_length=40)
    next = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.scope} {self.next}"
