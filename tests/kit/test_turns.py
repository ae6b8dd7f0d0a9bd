"""So many at once, so many waiting, and no for the others."""

import threading
import time

from jinban.kit import turns
from jinban.kit.turns import Turns


def in_time(check) -> bool:
    until = time.monotonic() + 5
    while not check() and time.monotonic() < until:
        time.sleep(0.005)
    return check()


def test_who_comes_when_all_places_are_taken_is_told_at_once():
    few, got = Turns(at_once=1, waiting=1), []
    assert few.take()
    waiting = threading.Thread(target=lambda: got.append(few.take(5)))
    waiting.start()
    assert in_time(lambda: not few._places._value)
    began = time.monotonic()

    third = few.take(5)

    assert (third, time.monotonic() - began < 1) == (False, True)
    few.give_back()
    waiting.join()
    assert got == [True]


def test_who_waits_too_long_goes_and_leaves_his_place():
    few = Turns(at_once=1, waiting=1)
    few.take()

    assert [few.take(0.01), few.take(0.01)] == [False, False]

    few.give_back()
    assert few.take(0)


def test_a_writer_in_a_hurry_waits_less_at_the_gate_and_never_more():
    with turns.hurried(2):
        hurried = [turns.patience(30), turns.patience(1)]

    assert (hurried, turns.patience(30)) == ([2, 1], 30)
