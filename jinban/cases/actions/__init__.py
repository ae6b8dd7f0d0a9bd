"""The only writer of cases. Each action is one transaction: the row, its papers and its event together, or nothing."""

from jinban.cases.actions.bulk import one_of_many
from jinban.cases.actions.correcting import correct, reassign, reopen
from jinban.cases.actions.deciding import archive, check, decide, deliver, issue, review
from jinban.cases.actions.ending import give_back, refuse, transfer, void, withdraw
from jinban.cases.actions.escalating import escalate, explain, take_back
from jinban.cases.actions.examining import hear, object_to, publicise, settle, visit
from jinban.cases.actions.handing import forward, recall, take_over
from jinban.cases.actions.intake import Intake, Paper, draft, pre_return, receive, reserve_numbers, submit, take_in
from jinban.cases.actions.noticing import Point, fix, notify, remind, supply, withdraw_notice
from jinban.cases.actions.opinions import put_opinions
from jinban.cases.actions.pausing import (
    SUPPLEMENT,
    ask_extension,
    ask_more,
    bring_more,
    extend,
    pause,
    refuse_extension,
    resume,
    run_out,
)
from jinban.cases.actions.promising import accept_lacking, check_pledge, lapse, pledge, restore, supply_lacking
from jinban.cases.actions.receiving import accept, conclude, deem, set_due, set_notice_days

__all__ = [
    "SUPPLEMENT", "Intake", "Paper", "Point", "accept", "accept_lacking", "archive", "ask_extension", "ask_more",
    "bring_more", "check", "check_pledge", "conclude", "correct", "decide", "deem", "deliver", "draft", "escalate",
    "explain", "extend", "fix", "forward", "give_back", "hear", "issue", "lapse", "notify", "object_to",
    "one_of_many", "pause", "pledge", "pre_return", "publicise", "put_opinions", "reassign", "recall", "receive",
    "refuse", "refuse_extension", "remind", "reopen", "reserve_numbers", "restore", "resume", "review", "run_out",
    "set_due", "set_notice_days", "settle", "submit", "supply", "supply_lacking", "take_back", "take_in", "take_over",
    "transfer", "visit", "void", "withdraw", "withdraw_notice",
]  # fmt: skip
