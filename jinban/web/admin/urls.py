"""The addresses of the administrators' door."""

from django.urls import path

from jinban.web.admin import absences, accounts, sealing, telling, watching

urlpatterns = [
    path("", accounts.seats, name="admin-seats"),
    path("new", accounts.new, name="admin-new"),
    path("staff/<str:work_no>", accounts.person, name="admin-person"),
    path("staff/<str:work_no>/seats", accounts.open_seat, name="admin-open-seat"),
    path("staff/<str:work_no>/password", accounts.first_password, name="admin-first-password"),
    path("staff/<str:work_no>/authenticator", accounts.reset_totp, name="admin-reset-totp"),
    path("seats/<int:seat>/close", accounts.close_seat, name="admin-close-seat"),
    path("seats/<int:seat>/absences", absences.absences, name="admin-absences"),
    path("absences/<int:absence>/end", absences.end, name="admin-absence-end"),
    path("deliveries", watching.deliveries, name="admin-deliveries"),
    path("deliveries/<int:delivery>/retry", watching.retry, name="admin-retry"),
    path("duties/<int:run>/retry", watching.retry_duty, name="admin-retry-duty"),
    path("messages", telling.log, name="admin-messages"),
    path("messages/resend", telling.resend_all, name="admin-resend-all"),
    path("messages/<int:sending>/resend", telling.resend, name="admin-resend"),
    path("chain", sealing.chain, name="admin-chain"),
    path("chain/<str:name>", sealing.file, name="admin-seal-file"),
    path("looks", watching.looks, name="admin-looks"),
]
