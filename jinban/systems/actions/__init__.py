"""The only writers of outside systems."""

from jinban.systems.actions.answering import forget, once
from jinban.systems.actions.hooking import add_hook, switch_hook
from jinban.systems.actions.registering import issue_token, register, resume, revoke_token, suspend, used
from jinban.systems.actions.sending import enqueue, resend, resend_all, send_due

__all__ = [
    "add_hook", "enqueue", "forget", "issue_token", "once", "register", "resend", "resend_all", "resume", "revoke_token",
    "send_due", "suspend", "switch_hook", "used",
]  # fmt: skip
