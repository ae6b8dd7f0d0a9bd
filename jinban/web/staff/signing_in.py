"""Signing in, step by step: password, code, and what is still to do before the desk; and signing out."""

from typing import Any

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY, clear_login
from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from jinban.kit.clock import legal_day, machine, now
from jinban.kit.refused import Refused
from jinban.people import actions, queries, totp
from jinban.people.actors import Actor
from jinban.people.totp import SealedAdapter
from jinban.web.context import DOORS
from jinban.web.staff import demo
from jinban.web.staff.forms import CodeForm, EnrolForm, PasswordForm, SeatForm, SignInForm
from jinban.web.staff.seats import ENDED, NEXT, sit

SECRET = "totp.secret"  # noqa: S105 -- the key under which a session keeps it, not a secret
TOO_MANY = 429
IDLE_SENTENCE = "您有30分钟没有操作，已经自动退出。请重新登录。"
OUTSIDE_SENTENCE = "这个账号在别处登录了，或者密码、验证器换过了，这里已经退出。不是您本人登录的，请马上找系统管理员。"
WHY_ENDED = {"idle": IDLE_SENTENCE, "outside": OUTSIDE_SENTENCE}


def _faulty(form: Any) -> int:
    return TOO_MANY if getattr(form, "locked", False) else 422


class SignIn(LoginView):
    """Work number and password. A demo database lists its accounts; `?fill=d004` fills one in."""

    form_class = SignInForm
    template_name = "staff/sign_in.html"
    success_url = reverse_lazy("staff-next")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Whoever comes back here after the password begins anew, as another account if he likes."""
        if not request.user.is_authenticated and LOGIN_SESSION_KEY in request.session:
            clear_login(request)
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, str]:
        """A demo account that was clicked."""
        fill = self.request.GET.get("fill", "")
        password = demo.password_of(fill)
        return {"login": fill, "password": password} if password else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, why one is here, and the demo accounts."""
        ended = WHY_ENDED.get(self.request.session.pop(ENDED, ""), "")
        form = kwargs.get("form") or self.get_form()
        return {"form": form, "ended": ended, "accounts": demo.accounts(), "next": self.get_next_url() or ""}

    def form_valid(self, form: SignInForm) -> HttpResponseBase:
        """On to the code."""
        return form.login_user(self.get_success_url())

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        """Once more, with the reason."""
        return self.render_to_response(self.get_context_data(form=form), status=_faulty(form))


class Code(AuthenticateView):
    """The code of the authenticator, after the password."""

    form_class = CodeForm
    template_name = "staff/code.html"

    def _build_forms(self) -> CodeForm | None:
        user = self.request._login_stage.login.user
        data = self.request.POST if self.request.method == "POST" else None
        self.auth_form = CodeForm(data, user=user, request=self.request, initial={"code": demo.code_of(user)})
        return self.auth_form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, for whom."""
        return {"form": self.auth_form, "staff": self.auth_form.user}

    def form_invalid(self, form: CodeForm) -> HttpResponse:
        """Once more, with the reason."""
        return self.render_to_response(self.get_context_data(), status=_faulty(form))


@never_cache
def go_on(request: HttpRequest) -> HttpResponse:
    """Whatever is still to do: tie an authenticator, change the first password, choose a seat; then the desk."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    if not queries.has_totp(request.user):
        return redirect("staff-enrol")
    if request.user.must_change_password:
        return redirect("account_change_password")
    seats = queries.seats_of(request.user, legal_day(now()))
    if len(seats) == 1:
        sit(request, seats[0], at=now())
        return _to_desk(request)
    return redirect("staff-seat")


def _to_desk(request: HttpRequest) -> HttpResponse:
    wanted = request.session.pop(NEXT, "")
    if wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return HttpResponseRedirect(wanted)
    doors = DOORS.get(request.seat.role, ())
    return HttpResponseRedirect(doors[0][0] if doors else "/")


@never_cache
def enrol(request: HttpRequest) -> HttpResponse:
    """Tie an authenticator app: a QR code, the secret to type in, and the first code as proof."""
    if not request.user.is_authenticated or queries.has_totp(request.user):
        return redirect("staff-next")
    secret = request.session.setdefault(SECRET, totp.new_secret())
    form = EnrolForm(request.POST if request.method == "POST" else None)
    sentence = ""
    if form.is_valid():
        try:
            actions.enrol_totp(
                request.user,
                secret,
                form.cleaned_data["code"],
                by=Actor.of_staff(request.user),
                at=now(),
                shown_at=machine(),
            )
        except Refused as fault:
            sentence = fault.sentence
            form.add_error("code", sentence)
        else:
            del request.session[SECRET]
            update_session_auth_hash(request, request.user)
            return redirect("staff-next")
    values = {"form": form, "url": SealedAdapter().build_totp_url(request.user, secret), "secret": secret}
    return render(request, "staff/enrol.html", values, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    """One's own password: forced once after a first password, free at any time."""
    if not request.user.is_authenticated or not queries.has_totp(request.user):
        return redirect("staff-next")
    form = PasswordForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        actions.change_password(request.user, form.cleaned_data["new"], by=Actor.of_staff(request.user), at=now())
        update_session_auth_hash(request, request.user)
        return redirect("staff-next")
    values = {"form": form, "forced": request.user.must_change_password}
    return render(request, "staff/password.html", values, status=422 if form.errors else 200)


@never_cache
def seat(request: HttpRequest) -> HttpResponse:
    """Choose a seat where there are several; say so where there is none."""
    if not request.user.is_authenticated or not queries.has_totp(request.user) or request.user.must_change_password:
        return redirect("staff-next")
    seats = queries.seats_of(request.user, legal_day(now()))
    form = SeatForm(request.POST if request.method == "POST" else None, seats=seats)
    if form.is_valid():
        sit(request, form.cleaned_data["seat"], at=now())
        return _to_desk(request)
    return render(request, "staff/seat.html", {"form": form, "seats": seats}, status=422 if form.errors else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("account_login")
