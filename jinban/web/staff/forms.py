"""The forms of signing in. They ask for shape; whether somebody is let in is said by people and by the lockout."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.mfa.base.internal.flows import post_authentication
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponseBase

from jinban.kit.clock import machine
from jinban.kit.refused import Refused
from jinban.people import actions, queries
from jinban.people.models import Seat, Staff
from jinban.web.forms import Choices, Shape
from jinban.web.staff import lockout

WEAK = {
    "password_too_short": "新密码至少10位。",
    "password_too_similar": "新密码和工号或姓名太像。",
    "password_too_common": "新密码太常见，容易被猜中。",
    "password_entirely_numeric": "新密码不能全是数字。",
}
WRONG = "工号或密码不对，还可以试{}次。"


def _password(label: str, autocomplete: str, **more: Any) -> forms.CharField:
    attrs = {"class": "w18", "autocomplete": autocomplete}
    widget = forms.PasswordInput(attrs=attrs)
    return forms.CharField(label=label, strip=False, widget=widget, max_length=128, **more)


def _code() -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "w6 num", "inputmode": "numeric", "autocomplete": "one-time-code"})
    return forms.CharField(label="验证码", help_text="手机验证器上现在显示的6位数字", widget=widget, max_length=12)


def _digits(typed: str) -> str:
    return "".join(typed.split())


class SignInForm(Shape):
    """Work number and password."""

    login = forms.CharField(
        label="工号",
        max_length=20,
        widget=forms.TextInput(attrs={"class": "w11", "autocomplete": "username", "autocapitalize": "off"}),
    )
    password = _password("密码", "current-password")

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.locked = False
        # A demo account is filled in; a password that somebody typed never comes back in a page.
        self.fields["password"].widget.render_value = not self.is_bound

    def clean(self) -> dict[str, Any]:
        """Let the right person in; count everybody else."""
        given = super().clean() or {}
        work_no, password = given.get("login"), given.get("password")
        if not work_no or not password:
            return given
        if sentence := lockout.locked(self.request, work_no):
            self.locked = True
            raise forms.ValidationError(sentence)
        user = get_adapter(self.request).authenticate(self.request, username=work_no, password=password)
        if user is None:
            sentence = lockout.locked(self.request, work_no)
            self.locked = bool(sentence)
            raise forms.ValidationError(sentence or WRONG.format(lockout.left(self.request, work_no)))
        self.user = user
        return given

    def login_user(self, redirect_url: str) -> HttpResponseBase:
        """On to the second factor."""
        credentials = {"username": self.user.work_no}
        return perform_password_login(self.request, credentials, Login(user=self.user, redirect_url=redirect_url))


class _CodeShape(Shape):
    """Six digits; the cursor stands there, unless a summary of faults takes it."""

    code = _code()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.fields["code"].widget.attrs["autofocus"] = True


class CodeForm(_CodeShape):
    """The code of the authenticator."""

    def __init__(self, *args: Any, user: Staff, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.request, self.locked = user, request, False

    def clean_code(self) -> str:
        """Use up the code; a wrong one counts as a wrong password does."""
        if sentence := lockout.locked(self.request, self.user.work_no):
            self.locked = True
            raise forms.ValidationError(sentence)
        code = _digits(self.cleaned_data["code"])
        try:
            actions.spend_code(self.user, code, at=machine())
        except Refused as fault:
            lockout.count_wrong_code(self.request, self.user.work_no)
            sentence = lockout.locked(self.request, self.user.work_no)
            self.locked = bool(sentence)
            raise forms.ValidationError(sentence or fault.sentence) from fault
        return code

    def save(self) -> None:
        """Note with allauth that the second factor was given."""
        post_authentication(self.request, queries.authenticator(self.user))


class EnrolForm(_CodeShape):
    """The first code of an authenticator app that has just read the QR code."""

    def clean_code(self) -> str:
        """The digits alone."""
        return _digits(self.cleaned_data["code"])


class PasswordForm(Shape):
    """One's own new password."""

    old = _password("现在的密码", "current-password")
    new = _password("新密码", "new-password", help_text="至少10位，要有字母，不能和工号、姓名相近")
    again = _password("新密码再输一遍", "new-password")

    def __init__(self, *args: Any, user: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_old(self) -> str:
        """The password by which one has just signed in."""
        if not self.user.check_password(self.cleaned_data["old"]):
            raise forms.ValidationError("现在的密码不对，请再输一遍。")
        return str(self.cleaned_data["old"])

    def clean_new(self) -> str:
        """Strong enough by the validators of the settings, and really new."""
        new = str(self.cleaned_data["new"])
        try:
            validate_password(new, self.user)
        except forms.ValidationError as weak:
            raise forms.ValidationError("".join(WEAK[fault.code] for fault in weak.error_list)) from weak
        if self.user.check_password(new):
            raise forms.ValidationError("新密码和现在的一样，请换一个。")
        return new

    def clean(self) -> dict[str, Any]:
        """Twice the same."""
        given = super().clean() or {}
        if "new" in given and given.get("again") and given["new"] != given["again"]:
            self.add_error("again", "两次输的新密码不一样。")
        return given


def where(seat: Seat) -> str:
    """The place of a seat, and of a deputy's until which day it is his."""
    if not seat.acting_for_id or not seat.valid_to:
        return seat.place
    return f"{seat.place}，代理到{seat.valid_to.month}月{seat.valid_to.day}日"


class SeatForm(Shape):
    """Which of one's seats to sit down on."""

    seat = Choices(label="您现在坐哪个岗位？", choices=[])

    def __init__(self, *args: Any, seats: list[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = {str(seat.pk): seat for seat in seats}
        field = self.fields["seat"]
        field.choices = [(key, f"{seat.get_role_display()}{seat.stands_for}") for key, seat in self.seats.items()]
        field.hints = {key: where(seat) for key, seat in self.seats.items()}

    def clean_seat(self) -> Seat:
        """The seat itself."""
        return self.seats[self.cleaned_data["seat"]]
