"""What happens to messages and their texts."""

from dataclasses import dataclass

from jinban.kit.events import Code, Fact, Id


@dataclass(frozen=True)
class TemplatePut(Fact, name="messages.template_put", label="装入通知文字"):
    fresh: bool


@dataclass(frozen=True)
class Resent(Fact, name="messages.resent", label="重新发送通知"):
    """Somebody let a message that could not be sent be tried again."""

    message: Id
    channel: Code


@dataclass(frozen=True)
class WechatBound(Fact, name="messages.wechat_bound", label="绑定微信"):
    pass


@dataclass(frozen=True)
class WechatUnbound(Fact, name="messages.wechat_unbound", label="解除微信绑定"):
    pass


@dataclass(frozen=True)
class TakenBack(Fact, name="messages.taken_back", label="撤销登记"):
    """A text that a load had added was removed again, before anybody was told in its words."""
