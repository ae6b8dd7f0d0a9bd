"""The addresses of the circulars."""

from django.urls import path

from jinban.web.board.circulars import editing, figures, files, lists, views

urlpatterns = [
    path("", views.index, name="circulars"),
    path("list.<slug:ending>", lists.circulars, name="circulars-file"),
    path("<int:pk>/", views.page, name="circular"),
    path("<int:pk>/do/<slug:verb>", views.do, name="circular-do"),
    path("<int:pk>/text", editing.text, name="circular-text"),
    path("<int:pk>/units", editing.units, name="circular-units"),
    path("<int:pk>/figures/<str:key>", figures.page, name="circular-figure"),
    path("<int:pk>/word", files.as_word, name="circular-word"),
    path("<int:pk>/pdf", files.as_pdf, name="circular-pdf"),
]
