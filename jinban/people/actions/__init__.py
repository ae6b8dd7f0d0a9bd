"""The only writers of staff, seats, absences and applicants."""

from jinban.people.actions.absences import end_absence, enter_absence
from jinban.people.actions.accounts import (
    DEMO_PASSWORD,
    DEMO_SINCE,
    change_password,
    enrol_totp,
    put_staff,
    register_staff,
    reset_totp,
    set_first_password,
    spend_code,
    take_back_seats,
)  # fmt: skip
from jinban.people.actions.applicants import correct_name, correct_phone, learn_number, register_applicant, unmask
from jinban.people.actions.exports import exported
from jinban.people.actions.seats import close_seat, open_seat, take_seat

__all__ = [
    "DEMO_PASSWORD", "DEMO_SINCE", "change_password", "close_seat", "correct_name", "correct_phone", "end_absence",
    "enrol_totp", "enter_absence", "exported", "learn_number", "open_seat", "put_staff", "register_applicant", "register_staff",
    "reset_totp", "set_first_password", "spend_code", "take_back_seats", "take_seat", "unmask",
]  # fmt: skip
