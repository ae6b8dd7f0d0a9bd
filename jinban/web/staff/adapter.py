"""What allauth may do here: sign in and out. Nobody registers himself, no mail is sent, pages speak for themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse


class StaffAdapter(DefaultAccountAdapter):
    """allauth's account flows, for staff with work numbers."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by the system administrator."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """No message of allauth's own."""

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        """Staff have no mail address here."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """After both factors: password, authenticator, seat, whatever is still to do."""
        return reverse("staff-next")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Back to where one signs in."""
        return reverse("account_login")
