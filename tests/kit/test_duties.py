"""The duties of the clock: once a period, at least once whatever happens, one that fails stalls no other."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from jinban.kit import duties
from jinban.kit.claims import claim
from jinban.kit.clock import machine
from jinban.kit.duties import LEASE, Duty, DutyRetried, checked, run, standing
from jinban.kit.models import Delivery, DutyRun, Event
from jinban.kit.patience import DELAYS, LIMIT
from jinban.kit.worker import Loop
from tests.kit import drowsy
from tests.kit.test_worker import Ringer
from tests.world import facts_of, in_threads, queries, refused

TEN_PM = datetime(2023, 4, 24, 14, 0, tzinfo=UTC)  # 22:00 in China, on Monday the 24th
MIDNIGHT = TEN_PM + timedelta(hours=2)
SECOND = timedelta(seconds=1)


class Chores:
    """Two duties that remember when they were done; `stumble` fails as often as asked."""

    def __init__(self) -> None:
        self.swept: list[datetime] = []
        self.stumbled: list[datetime] = []
        self.faults = 0

        def sweep(*, at: datetime) -> int:
            self.swept.append(at)
            return 3

        def stumble(*, at: datetime) -> int:
            self.stumbled.append(at)
            if self.faults:
                self.faults -= 1
                raise ZeroDivisionError("张三 420281199001011234")
            return 0

        self.sweep, self.stumble = Duty(sweep, "扫地"), Duty(stumble, "跌跤")
        self.look = Duty(sweep, "看一看", every="hour")


@pytest.fixture
def chores() -> Chores:
    return Chores()


def row(duty: Duty) -> tuple[str, str, int, int]:
    found = DutyRun.objects.filter(duty=duty.name).order_by("-period").first()
    return found.period, found.state, found.tries, found.things


@pytest.mark.django_db
def test_a_duty_is_done_once_a_day_by_the_day_of_china(chores):
    moments = [TEN_PM, TEN_PM + timedelta(minutes=1), MIDNIGHT - SECOND, MIDNIGHT, MIDNIGHT + SECOND]

    begun = [run([chores.sweep], at=moment, worker="a") for moment in moments]

    assert begun == [1, 0, 0, 1, 0]
    assert chores.swept == [TEN_PM, MIDNIGHT]
    assert list(DutyRun.objects.order_by("period").values_list("duty", "period", "state", "things")) == [
        ("kit.sweep", "2023-04-24", "done", 3),
        ("kit.sweep", "2023-04-25", "done", 3),
    ]


@pytest.mark.django_db
def test_a_duty_of_the_hour_is_done_every_hour_and_missed_hours_are_not_made_up_for(chores):
    moments = [TEN_PM, TEN_PM + timedelta(minutes=59), TEN_PM + timedelta(hours=1), TEN_PM + timedelta(hours=50)]

    begun = [run([chores.look], at=moment, worker="a") for moment in moments]

    assert begun == [1, 0, 1, 1]
    assert row(chores.look) == ("2023-04-27T00", "done", 1, 3)


@pytest.mark.django_db
def test_after_days_without_a_worker_a_duty_is_done_once_for_today(chores):
    run([chores.sweep], at=TEN_PM, worker="a")

    begun = run([chores.sweep], at=TEN_PM + timedelta(days=9), worker="a")

    assert begun == 1
    assert sorted(DutyRun.objects.values_list("period", flat=True)) == ["2023-04-24", "2023-05-03"]


@pytest.mark.django_db
def test_duties_are_told_the_time_of_the_city_and_leases_follow_the_machine(chores):
    city = datetime(2021, 1, 4, 1, 0, tzinfo=UTC)

    run([chores.sweep], at=TEN_PM, told=city, worker="a")

    done = DutyRun.objects.get()
    assert chores.swept == [city]
    assert (done.period, done.finished_at) == ("2021-01-04", TEN_PM)


@pytest.mark.django_db
def test_what_is_done_costs_one_question_and_where_there_is_no_duty_none(chores):
    run([chores.sweep, chores.stumble], at=TEN_PM, worker="a")

    with queries(1):
        run([chores.sweep, chores.stumble], at=TEN_PM, worker="a")
    with queries(0):
        run([], at=TEN_PM, worker="a")


@pytest.mark.django_db
def test_a_duty_that_fails_waits_longer_each_time_and_the_others_go_on(chores):
    both, chores.faults, at, waits = [chores.stumble, chores.sweep], LIMIT, TEN_PM - timedelta(hours=20), []
    for _ in range(LIMIT - 1):
        run(both, at=at, told=TEN_PM, worker="a")
        due_at = DutyRun.objects.get(duty="kit.stumble").due_at
        waits.append(due_at - at)
        assert run(both, at=due_at - SECOND, told=TEN_PM, worker="a") == 0
        at = due_at
    run(both, at=at, told=TEN_PM, worker="a")

    failed = DutyRun.objects.get(duty="kit.stumble")
    assert tuple(waits) == DELAYS
    assert chores.swept == [TEN_PM]
    assert (failed.state, failed.tries) == ("failed", LIMIT)
    assert failed.error.startswith("ZeroDivisionError，在 kit/test_duties.py 第 ")
    assert "张三" not in failed.error


@pytest.mark.django_db
def test_a_duty_that_failed_is_done_again_the_next_day_and_how_it_stands_is_told(chores):
    run([chores.stumble], at=TEN_PM, worker="a")
    chores.faults = 1
    run([chores.stumble], at=MIDNIGHT, worker="a")
    before = [(one.last, one.run.period, one.faulty) for one in standing()]

    run([chores.stumble], at=MIDNIGHT + timedelta(days=1), worker="a")

    with queries(2):
        after = [(one.last, one.run.period, one.faulty) for one in standing()]
    assert before == [("2023-04-24", "2023-04-25", True)]
    assert after == [("2023-04-26", "2023-04-26", False)]


@pytest.mark.django_db
def test_a_duty_that_has_not_finished_is_retried_by_hand_and_that_is_recorded(chores):
    chores.faults = 1
    run([chores.stumble], at=TEN_PM, worker="a")
    waiting = duties.unfinished(DutyRun.objects.get().pk)

    duties.retry(waiting, by=Ringer(), at=TEN_PM + SECOND)
    begun = run([chores.stumble], at=TEN_PM + SECOND, worker="a")

    assert begun == 1
    assert row(chores.stumble) == ("2023-04-24", "done", 1, 0)
    assert facts_of(waiting) == [DutyRetried]
    assert duties.unfinished(waiting.pk) is None
    with refused("这项日课已经做完或者正在做，不用重做。"):
        duties.retry(waiting, by=Ringer(), at=TEN_PM)


@pytest.mark.django_db
def test_a_killed_worker_keeps_its_claim_until_the_lease_ends_and_one_of_its_name_takes_it_up(chores):
    claim = {"duty": "kit.sweep", "label": "扫地", "due_at": TEN_PM, "state": "claimed", "lease_until": TEN_PM + LEASE}
    DutyRun.objects.create(period="2023-04-24", claimed_by="killed", tries=1, **claim)

    during = run([chores.sweep], at=TEN_PM + LEASE - SECOND, told=TEN_PM, worker="b")
    same = run([chores.sweep], at=TEN_PM + LEASE - SECOND, told=TEN_PM, worker="killed")
    DutyRun.objects.update(**claim, finished_at=None, claimed_by="killed")
    after = run([chores.sweep], at=TEN_PM + LEASE, told=TEN_PM, worker="b")

    assert (during, same, after) == (0, 1, 1)
    assert row(chores.sweep)[1:3] == ("done", 3)


@pytest.mark.django_db
def test_a_duty_that_kills_every_worker_fails_at_the_limit(chores):
    DutyRun.objects.create(
        duty="kit.sweep", period="2023-04-24", due_at=TEN_PM, state="claimed", lease_until=TEN_PM, tries=LIMIT
    )

    begun = run([chores.sweep], at=TEN_PM, worker="b")

    assert (begun, chores.swept) == (0, [])
    assert DutyRun.objects.get().error == "每次都没有做完，进程就停了"


@pytest.mark.django_db
def test_a_worker_whose_lease_ended_meanwhile_does_not_say_that_it_is_done(chores):
    run([chores.sweep], at=TEN_PM, worker="a")
    DutyRun.objects.update(state="due", finished_at=None)
    slow = DutyRun.objects.get()
    claim(slow, at=TEN_PM, worker="slow")
    DutyRun.objects.update(tries=slow.tries + 1, claimed_by="quick", lease_until=MIDNIGHT)

    duties._do(chores.sweep, slow, at=TEN_PM, told=TEN_PM)

    assert DutyRun.objects.get().state == "claimed"


def test_two_duties_cannot_share_a_name(chores):
    with pytest.raises(ValueError, match=r"two duties are called kit\.sweep"):
        checked([chores.sweep, chores.look])


def test_two_workers_do_a_duty_once_between_them(db_clean, chores):
    begun = in_threads(4, lambda number: run([chores.sweep], at=TEN_PM, worker=f"w{number}"))

    assert sum(begun) == 1
    assert chores.swept == [TEN_PM]


def test_the_loop_does_the_duties_after_the_deliveries(db_clean, chores):
    def last(*, at: datetime) -> int:
        chores.swept.append(at)
        loop.stop()
        return 1

    loop = Loop({}, worker="a", clock=lambda: TEN_PM, city=lambda: MIDNIGHT, duties=[Duty(last, "收工")], pause=0.01)
    loop.run()

    assert chores.swept == [MIDNIGHT]
    assert not Delivery.objects.exists()
    assert DutyRun.objects.get().state == "done"


def test_kill_9_amid_a_duty_leaves_what_was_done_and_the_next_worker_does_the_rest(db_clean, databases):
    asleep = subprocess.Popen(
        [sys.executable, "-m", "tests.kit.drowsy"],
        env={**os.environ, "DATABASE_URL": databases.url()}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip

    begun = asleep.stdout.readline()
    asleep.kill()
    asleep.communicate()
    left = DutyRun.objects.get()
    fed = list(Event.objects.filter(name="testdrowsy.fed").values_list("subject_id", flat=True))
    told = drowsy.MORNING
    early = run([drowsy.FEED], at=machine(), told=told, worker="next")
    late = run([drowsy.FEED], at=machine() + LEASE, told=told, worker="next")

    assert (begun, left.state, left.tries, fed) == ("begun\n", "claimed", 1, ["1"])
    assert (early, late) == (0, 1)
    assert row(drowsy.FEED) == ("2023-04-25", "done", 2, 2)
    assert sorted(Event.objects.filter(name="testdrowsy.fed").values_list("subject_id", flat=True)) == ["1", "2", "3"]
