"""The only writers of messages."""

from jinban.messages.actions.binding import bind_wechat, unbind_wechat
from jinban.messages.actions.sending import resend, resend_all, send_due
from jinban.messages.actions.telling import tell
from jinban.messages.actions.wording import put_templates, take_back_templates

__all__ = [
    "bind_wechat",
    "put_templates",
    "resend",
    "resend_all",
    "send_due",
    "take_back_templates",
    "tell",
    "unbind_wechat",
]
