"""The addresses of the office. No personal number is ever part of one."""

from django.urls import path

from jinban.web.office import correcting, lists, together, views, warned

urlpatterns = [
    path("", views.queue, name="office"),
    path("queue.<slug:ending>", lists.queue, name="office-queue-file"),
    path("warnings.<slug:ending>", lists.warnings, name="office-warnings-file"),
    path("pledges.<slug:ending>", lists.pledges, name="office-pledges-file"),
    path("together", together.together, name="office-together"),
    path("warnings", warned.warnings, name="office-warnings"),
    path("warnings/<int:pk>", warned.explain, name="office-explain"),
    path("find", views.find, name="office-find"),
    path("cases/<int:pk>/", views.case, name="office-case"),
    path("cases/<int:pk>/do/<slug:verb>", views.do, name="office-do"),
    path("cases/<int:pk>/correct", correcting.correct, name="office-correct"),
    path("cases/<int:pk>/correct/<slug:field>", correcting.correct, name="office-correct-field"),
    path("cases/<int:pk>/unmask/<slug:field>", views.unmask, name="office-unmask"),
]
