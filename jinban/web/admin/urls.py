"""The addresses of the administrators' door."""

from django.urls import path

from jinban.web.admin import absences, accounts, lists, telling, watching

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
    path("looks", watching.looks, name="admin-looks"),
    path("exports", lists.exports, name="admin-exports"),
    path("seats.<slug:ending>", lists.seats, name="admin-seats-file"),
    path("seats/<int:seat>/absences.<slug:ending>", lists.absences, name="admin-absences-file"),
    path("deliveries.<slug:ending>", lists.deliveries, name="admin-deliveries-file"),
    path("duties.<slug:ending>", lists.clock, name="admin-duties-file"),
    path("messages.<slug:ending>", lists.log, name="admin-messages-file"),
    path("looks.<slug:ending>", lists.looks, name="admin-looks-file"),
    path("exports.<slug:ending>", lists.exports_file, name="admin-exports-file"),
]
