from daemon.clocks import HandClock
from newsfold.daemon.pulse import Pulse


def test_readiness_begins_with_the_first_good_turn_and_ends_when_turns_are_bad_or_missing():
    clock = HandClock()
    pulse = Pulse(clock)
    assert (pulse.unready(), pulse.age_s(), pulse.answered_at()) == ("starting", None, None)
    pulse.good()
    clock.go_by(60)
    assert (pulse.unready(), pulse.age_s(), pulse.answered_at()) == ("", 60, 1_000)
    clock.go_by(1)
    assert pulse.unready() == "the last turn of the loop ended 61 s ago"
    pulse.bad("no room", answered=False)
    assert (pulse.unready(), pulse.age_s(), pulse.answered_at()) == ("no room", 61, 1_000)
    pulse.bad("in use", answered=True)
    assert (pulse.unready(), pulse.age_s(), pulse.answered_at()) == ("in use", 61, 1_061)
    pulse.good()
    assert (pulse.unready(), pulse.age_s()) == ("", 0)
