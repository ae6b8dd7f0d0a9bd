"""Texts, messages and how they were sent. Fields and constraints only."""

from django.db import models
from django.db.models import Q


class Channel(models.TextChoices):
    """How a message reaches somebody. The site's inbox is the messages themselves."""

    SITE = "site", "站内"
    SMS = "sms", "短信"
    WECHAT = "wechat", "微信"


class Template(models.Model):
    """The city's words for one kind of message (`rules.KINDS`), over which channels, from which source. `wechat_id` and
    `wechat_fields` (keyword → field) are what WeChat granted; empty: not sent there."""

    code = models.CharField(max_length=40, primary_key=True)
    title = models.CharField(max_length=40)
    text = models.CharField(max_length=300)
    channels = models.JSONField(default=list)
    wechat_id = models.CharField(max_length=64, blank=True, default="")
    wechat_fields = models.JSONField(default=dict)
    source = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.title


class Message(models.Model):
    """That somebody was told something about a subject. Its words are made from the template when it is shown, so it holds
    none: `values` are days, counts and the id of a note. Goes when the applicant goes. `event` is what it was told of, `key`
    tells it from another one of the same kind about the same subject."""

    applicant = models.ForeignKey("people.Applicant", models.CASCADE, related_name="messages")
    template = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=48)
    subject_id = models.CharField(max_length=64)
    event = models.CharField(max_length=64, blank=True, default="")
    key = models.CharField(max_length=64, blank=True, default="")
    values = models.JSONField(default=dict)
    by_kind = models.CharField(max_length=16)
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    day = models.DateField()

    class Meta:
        constraints = (
            # The order serves the page of a case too: its messages are found by the beginning.
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "template", "applicant", "event", "key"], name="message_told_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.template} {self.subject_kind} {self.subject_id}"


class Sending(models.Model):
    """That one message is to go over one channel. `due_at` and `lease_until` are the machine's time, `sent_at` the city's.
    `to` is masked. `error` holds a code or a class, never an answer's words: those may carry personal data."""

    class State(models.TextChoices):
        DUE = "due", "等着发"
        CLAIMED = "claimed", "正在发"
        SENT = "sent", "已发出"
        FAILED = "failed", "没发成"
        SKIPPED = "skipped", "不用发"

    message = models.ForeignKey(Message, models.CASCADE, related_name="sendings")
    channel = models.CharField(max_length=8, choices=Channel)
    state = models.CharField(max_length=8, choices=State, default=State.DUE)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    claimed_by = models.CharField(max_length=64, blank=True, default="")
    lease_until = models.DateTimeField(null=True)
    to = models.CharField(max_length=40, blank=True, default="")
    reference = models.CharField(max_length=64, blank=True, default="")
    error = models.CharField(max_length=160, blank=True, default="")
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["message", "channel"], name="sending_once_a_channel"),
            models.CheckConstraint(
                name="sending_claimed_has_lease",
                condition=Q(state="claimed", lease_until__isnull=False)
                | ~Q(state="claimed") & Q(lease_until__isnull=True),
            ),
            models.CheckConstraint(
                name="sending_sent_has_moment",
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at__isnull=True),
            ),
        )
        indexes = (
            models.Index(fields=["due_at", "id"], name="sending_due", condition=Q(state="due")),
            models.Index(fields=["lease_until"], name="sending_leased", condition=Q(state="claimed")),
            models.Index(fields=["message"], name="sending_failed", condition=Q(state="failed")),
        )

    def __str__(self) -> str:
        return f"{self.message_id} {self.get_channel_display()} {self.get_state_display()}"


class Subscriber(models.Model):
    """An applicant's account at WeChat, sealed. Goes when the applicant goes."""

    applicant = models.OneToOneField("people.Applicant", models.CASCADE, primary_key=True, related_name="wechat")
    openid_sealed = models.TextField()
    bound_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"微信 {self.applicant_id}"
