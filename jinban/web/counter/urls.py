"""The addresses of the counter. No personal number is ever part of an address."""

from django.urls import path

from jinban.web.counter import bench, casework, intake, ledgers, lists, naming, papers, quick

app_name = "counter"

urlpatterns = [
    path("", bench.home, name="home"),
    path("find", bench.find, name="find"),
    path("name", naming.name, name="name"),
    path("take-in", intake.take_in, name="take-in"),
    path("lists/<slug:which>.<slug:ending>", lists.bench, name="list-file"),
    path("day", ledgers.day, name="day"),
    path("day.<slug:ending>", ledgers.day_file, name="day-file"),
    path("ledger", ledgers.ledger, name="ledger"),
    path("ledger.<slug:ending>", ledgers.ledger_file, name="ledger-file"),
    path("queue", quick.queue, name="queue"),
    path("queue/slips", quick.slips, name="queue-slips"),
    path("cases/<int:pk>/", casework.page, name="case"),
    path("cases/<int:pk>/do/<slug:verb>", casework.do, name="do"),
    path("cases/<int:pk>/unmask/<slug:field>", casework.unmask, name="unmask"),
    path("cases/<int:pk>/slip", papers.slip, name="slip"),
    path("cases/<int:pk>/notice", papers.notice, name="notice"),
    path("cases/<int:pk>/denial", papers.denial, name="denial"),
]
