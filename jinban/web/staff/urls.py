"""The addresses of signing in and out. The names that begin with account_ and mfa_ are those allauth asks for."""

from django.urls import path

from jinban.web.staff import away, signing_in

urlpatterns = [
    path("staff/sign-in", signing_in.SignIn.as_view(), name="account_login"),
    path("staff/code", signing_in.Code.as_view(), name="mfa_authenticate"),
    path("staff/next", signing_in.go_on, name="staff-next"),
    path("staff/enrol", signing_in.enrol, name="staff-enrol"),
    path("staff/password", signing_in.password, name="account_change_password"),
    path("staff/seat", signing_in.seat, name="staff-seat"),
    path("staff/post", away.post, name="staff-post"),
    path("staff/absences/<int:absence>/end", away.end, name="staff-absence-end"),
    path("sign-out", signing_in.sign_out, name="account_logout"),
]
