"""The demo accounts, as the terminal shows them."""

import unicodedata

from jinban.kit.clock import legal_day, now
from jinban.people import queries
from jinban.people.actions import DEMO_PASSWORD


def accounts() -> str:
    """Work number, name, post and place of every demo seat, and the one password. Codes stand on the sign-in page."""
    rows = [
        (seat.staff.work_no, seat.staff.name, str(seat.get_role_display()), _place(seat))
        for seat in queries.demo_seats(legal_day(now()))
    ]
    widths = [max(map(_width, column), default=0) for column in zip(*rows, strict=True)]
    lines = [
        "  " + "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join([*lines, "", f"  密码都是 {DEMO_PASSWORD}，验证码在登录页上。", ""])


def _place(seat: queries.Seat) -> str:
    return seat.site.label if seat.site else seat.department.name if seat.department else ""


def _width(text: str) -> int:
    """Columns of a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
