"""The rows of the chain: one seal for each committed event, and the ids that were passed over."""

from django.db import models


class Seal(models.Model):
    """One link: `sequence` counts from 1 without a gap, `event` is the id of what it seals (no foreign key: the seal must
    outlive a record that somebody removed), `digest` the SM3 of its content, `chain` the HMAC-SM3 over the link before,
    sequence, event and digest. `key` is the id of the key. Written by `jinban.kit.chaining` only, append-only by trigger."""

    sequence = models.BigIntegerField(primary_key=True)
    event = models.BigIntegerField(unique=True)
    key = models.PositiveSmallIntegerField()
    digest = models.BinaryField(max_length=32)
    chain = models.BinaryField(max_length=32)

    class Meta:
        app_label = "kit"

    def __str__(self) -> str:
        return f"{self.sequence}: {self.event}"


class SealGap(models.Model):
    """Event ids that had not been seen when later ones were chained: rolled back, or not yet committed. What appears in a gap
    within a day of `noticed_at` (the machine's time) came late; what appears afterwards was put in. Append-only by trigger."""

    first = models.BigIntegerField(primary_key=True)
    last = models.BigIntegerField()
    noticed_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "kit"
        constraints = (
            models.CheckConstraint(name="sealgap_in_order", condition=models.Q(first__lte=models.F("last"))),
        )

    def __str__(self) -> str:
        return f"{self.first}–{self.last}"
