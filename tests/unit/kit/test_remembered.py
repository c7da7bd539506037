"""What was found out is remembered for a while, and not without end."""

from datetime import timedelta

from kit.remembered import Remembered


def test_the_oldest_is_forgotten_first_and_everything_in_time() -> None:
    clock = 0.0
    known = Remembered[str, int](2, timedelta(seconds=10), clock=lambda: clock)
    known.put("a", 1)
    known.put("b", 2)
    clock = 5.0
    known.put("a", 3)
    known.put("c", 4)
    assert [known.get(key) for key in "abc"] == [3, None, 4]
    clock = 15.0
    assert [known.get(key) for key in "abc"] == [None, None, None]
