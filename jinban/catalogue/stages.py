"""The life of a version: drafted, published, and from then on frozen but for the day on which it ends."""

from django.db.models import TextChoices


class S(TextChoices):
    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已发布"
