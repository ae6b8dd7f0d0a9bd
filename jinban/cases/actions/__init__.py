"""The only writer of cases. Each action is one transaction: the row, its papers and its event together, or nothing."""

from jinban.cases.actions.bulk import one_of_many
from jinban.cases.actions.deciding import archive, check, decide, deliver, issue, review
from jinban.cases.actions.ending import give_back, refuse, transfer, void, withdraw
from jinban.cases.actions.handing import forward, recall, take_over
from jinban.cases.actions.intake import Intake, Paper, draft, pre_return, receive, reserve_numbers, submit, take_in
from jinban.cases.actions.noticing import Point, notify, supply
from jinban.cases.actions.opinions import put_opinions
from jinban.cases.actions.receiving import accept, conclude, set_due, set_notice_days

__all__ = [
    "Intake", "Paper", "Point", "accept", "archive", "check", "conclude", "decide", "deliver", "draft", "forward", "give_back",
    "issue", "notify", "one_of_many", "pre_return", "put_opinions", "recall", "receive", "refuse", "reserve_numbers", "review",
    "set_due", "set_notice_days", "submit", "supply", "take_in", "take_over", "transfer", "void", "withdraw",
]  # fmt: skip
