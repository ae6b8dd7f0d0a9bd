"""The addresses of papers for staff. No personal number is ever part of one."""

from django.urls import path

from jinban.web.papers import lists, templates, views

urlpatterns = [
    path("cases/<int:pk>/<slug:key>", views.page, name="case-paper"),
    path("cases/<int:pk>/<slug:key>/pdf", views.as_pdf, name="case-paper-pdf"),
    path("cases/<int:pk>/archive/zip", views.archive, name="case-archive"),
    path("templates.<slug:ending>", lists.templates, name="paper-templates-file"),
    path("templates/", templates.index, name="paper-templates"),
    path("templates/<slug:kind>", templates.edit, name="paper-template"),
]
