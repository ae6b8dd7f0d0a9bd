"""The addresses of the board."""

from django.urls import path

from jinban.web.board import exports, views

urlpatterns = [
    path("", views.board, name="board"),
    path("table.xlsx", exports.table, {"ending": "xlsx"}, name="board-xlsx"),
    path("table.csv", exports.table, {"ending": "csv"}, name="board-csv"),
    path("rows/<str:key>.xlsx", exports.rows, {"ending": "xlsx"}, name="board-rows-xlsx"),
    path("rows/<str:key>.csv", exports.rows, {"ending": "csv"}, name="board-rows-csv"),
    path("rows/<str:key>", views.rows, name="board-rows"),
]
