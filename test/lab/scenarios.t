#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Scenarios of the simulator once more, in real time: with our daemon, and with the packaged one. If the simulator
and the state machine shared a mistake of their author, this is where it would show."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lab import Daemon, NoLab, packaged, side_by_side  # noqa: E402
from replay import Replay, simulated  # noqa: E402
from tap import BUILD, ROOT, done, ok, skip  # noqa: E402

DAEMONS = {"ours": Daemon(os.environ.get("KEEPALIVED") or os.path.join(BUILD, "keepalived/keepalived")),
           "theirs": packaged()}
SIM = os.path.join(BUILD, "test/sim/sim_tool")
# And how much slower they are played.
SCENARIOS = {"group-one-blocked": 1, "S03-told-of-lower": 1, "pause": 1, "election": 2, "S17-recovery-of-equal": 1,
             "nopreempt": 1, "owner": 1, "preempt-delay": 1, "preempt": 1, "stop": 10, "faster-master": 5,
             "owner-startup-delay": 1, "first-advert-v2": 1, "S06-preempt-delay-alone": 1}
# What the packaged one tells instead, and why that is so. It has to.
KNOWN = {
    ("owner-startup-delay", "theirs", "o V0"): (["MASTER"], "an owner that waits for the startup delay is told nothing"),
}


def job(name, whose):
    path = os.path.join(ROOT, f"test/sim/scenarios/{name}.scn")

    def run(check):
        wanted = simulated(SIM, path)
        for who in wanted:
            wanted[who] = KNOWN.get((name, whose, who), (wanted[who],))[0]
        told, story = Replay(path, DAEMONS[whose], SCENARIOS.get(name, 1)).run(wanted)
        for who in sorted(wanted.keys() | told.keys()):
            check(told.get(who) == wanted.get(who), f"{who}: {' '.join(wanted.get(who, ['nothing']))}",
                  [f"told {told.get(who)}"] + story)
    return run


def main():
    if not DAEMONS["theirs"]:
        skip("scenarios in real time", "no packaged keepalived (tools/peers)")
        return
    jobs = {f"{name}, {whose}": job(name, whose) for name in sys.argv[1:] or SCENARIOS for whose in DAEMONS}
    try:
        for name, results in side_by_side(jobs, 14):
            for good, what, detail in results:
                ok(good, f"{name}: {what}", detail)
    except NoLab as why:
        skip("scenarios in real time", str(why).strip())


main()
done()
