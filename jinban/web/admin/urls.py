"""The addresses of the administrators' door."""

from django.urls import path

from jinban.web.admin import absences, accounts, loads, sealing, systems, telling, watching

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
    path("systems", systems.systems, name="admin-systems"),
    path("systems/new", systems.new, name="admin-system-new"),
    path("systems/<int:pk>", systems.system, name="admin-system"),
    path("systems/<int:pk>/suspend", systems.suspend, name="admin-system-suspend"),
    path("systems/<int:pk>/resume", systems.resume, name="admin-system-resume"),
    path("systems/<int:pk>/tokens", systems.issue, name="admin-token-issue"),
    path("systems/<int:pk>/hooks", systems.add_hook, name="admin-hook-add"),
    path("tokens/<int:token>/revoke", systems.revoke, name="admin-token-revoke"),
    path("hooks/<int:hook>/switch", systems.switch, name="admin-hook-switch"),
    path("parcels", systems.parcels, name="admin-parcels"),
    path("parcels/resend", systems.resend_all, name="admin-parcels-resend"),
    path("parcels/<int:parcel>/resend", systems.resend, name="admin-parcel-resend"),
    path("loads", loads.index, name="admin-loads"),
    path("loads/<int:pk>", loads.show, name="admin-load"),
    path("loads/<int:pk>/marked.xlsx", loads.marked_copy, name="admin-load-marked"),
    path("loads/<int:pk>/<str:verb>", loads.do, name="admin-load-do"),
    path("loads/<str:table>/template.xlsx", loads.template, name="admin-load-template"),
    path("loads/<str:table>/rows.xlsx", loads.rows, name="admin-load-rows"),
    path("looks", watching.looks, name="admin-looks"),
]
