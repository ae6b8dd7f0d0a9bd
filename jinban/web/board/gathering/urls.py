"""The addresses of the gathered cases."""

from django.urls import path

from jinban.web.board.gathering import cases, loads, names, reported, sources, together

urlpatterns = [
    path("", together.page, name="gathering"),
    path("table.xlsx", together.file, name="gathering-xlsx"),
    path("cases", cases.listing, name="gathered-cases"),
    path("cases.<slug:ending>", cases.listing_file, name="gathered-cases-file"),
    path("cases/<int:pk>", cases.case, name="gathered-case"),
    path("sources", sources.page, name="gathering-sources"),
    path("names", names.page, name="gathering-names"),
    path("template.xlsx", loads.template, name="gathering-template"),
    path("load", loads.upload, name="gathering-upload"),
    path("loads/<int:pk>", loads.page, name="gathering-load"),
    path("loads/<int:pk>/marked.xlsx", loads.marked_copy, name="gathering-marked"),
    path("loads/<int:pk>/do/<slug:verb>", loads.do, name="gathering-do"),
    path("reported", reported.page, name="gathering-reported"),
    path("reported.xlsx", reported.file, name="gathering-reported-xlsx"),
    path("report", reported.report, name="gathering-report"),
    path("report/template.xlsx", reported.template, name="gathering-report-template"),
]
