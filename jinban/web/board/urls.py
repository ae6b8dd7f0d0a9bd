"""The addresses of the board."""

from django.urls import path

from jinban.web.board import views

urlpatterns = [
    path("", views.board, name="board"),
    path("rows/<str:key>", views.rows, name="board-rows"),
]
