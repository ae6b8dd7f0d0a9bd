"""The addresses of the citizen's door. No personal number is ever part of an address."""

from django.urls import path

from jinban.web.citizen import finding, guiding, lists, own_papers, placing, tracking, verifying

app_name = "citizen"

urlpatterns = [
    path("", finding.home, name="home"),
    path("find", finding.find, name="find"),
    path("items", finding.items, name="items"),
    path("items.<slug:ending>", lists.items, name="items-file"),
    path("places.<slug:ending>", lists.sites, name="places-file"),
    path("items/<slug:key>", guiding.guide, name="item"),
    path("places", placing.towns, name="places"),
    path("places/<str:code>", placing.town, name="town"),
    path("track", tracking.ask, name="track"),
    path("track/<str:number>", tracking.progress, name="progress"),
    path("track/<str:number>/papers/<slug:key>", own_papers.page, name="own-paper"),
    path("track/<str:number>/papers/<slug:key>/pdf", own_papers.as_pdf, name="own-paper-pdf"),
    path("papers", verifying.ask, name="verify"),
    path("papers/<str:code>", verifying.paper, name="paper"),
]
