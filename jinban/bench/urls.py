"""The site with the bench's peers beside it: the addresses that are served where JINBAN_BENCH is set."""

from django.urls import include, path

from jinban.bench import doors

urlpatterns = [
    path("bench/take-in", doors.take_in),
    path("bench/ready/<slug:name>", doors.ready),
    path("bench/text/<slug:name>", doors.text),
    path("", include("jinban.urls")),
]

handler400 = "jinban.web.errors.bad_request"
handler403 = "jinban.web.errors.denied"
handler404 = "jinban.web.errors.missing"
handler500 = "jinban.web.errors.broken"
