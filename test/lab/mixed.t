#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Ours and the packaged keepalived side by side, each as the first one: two virtual routers on two hosts, unicast,
nopreempt, other intervals, sync groups. What the simulator cannot see is whether they mean the same by it."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lab import Daemon, Lab, NoLab, VIP, eventually, packaged, side_by_side  # noqa: E402
from tap import BUILD, done, ok, skip  # noqa: E402

OURS = Daemon(os.environ.get("KEEPALIVED") or os.path.join(BUILD, "keepalived/keepalived"))
THEIRS = packaged()
ORDERS = {"ours, theirs": (OURS, THEIRS), "theirs, ours": (THEIRS, OURS)}
OTHER_VIP = "198.51.100.200"
INSTANCE = """
vrrp_instance {name} {{
    interface {card}
    virtual_router_id {vrid}
    version {version}
    priority {priority}
    advert_int {interval}
    virtual_ipaddress {{
        {vip}/24
    }}
    {more}
}}
"""


def instance(priority, name="V", card="eth0", vrid=51, vip=VIP, version=3, interval="0.2", more=""):
    return INSTANCE.format(priority=priority, name=name, card=card, vrid=vrid, vip=vip, version=version,
                           interval=interval, more=more)


def two(first, second, **timers):
    """The better one of the first virtual router, and of the second one."""
    return instance(first, **timers) + instance(second, name="W", vrid=52, vip=OTHER_VIP, **timers)


def are_owned_by(lab, first, second):
    return eventually(lambda: lab.owners() == [first] and lab.owners(OTHER_VIP) == [second])


def dual_master(check, first, second, **timers):
    """Each host has one of two addresses. The first one goes in every way there is, and comes back."""
    with Lab(2) as lab:
        one, other = lab.routers
        one.start(first, two(150, 100, **timers))
        other.start(second, two(100, 150, **timers))
        check(are_owned_by(lab, 1, 2), "each has its address", lab.story())
        ways = {"is stopped": (one.stop, None), "dies": (one.kill_all, None),
                "is cut off": (one.cut, lambda: one.cut(False))}
        for name, (leave, come_back) in ways.items():
            leave()
            check(eventually(lambda: other.has() and other.has(OTHER_VIP)), f"the first {name}: the other one has both",
                  lab.story())
            come_back() if come_back else one.start(first, two(150, 100, **timers))
            check(are_owned_by(lab, 1, 2), f"the first {name}, and is back: each has its own again", lab.story())
        check([one.stop(), other.stop()] == [0, 0], "both stop in order", lab.story())


def unicast(check, first, second, **timers):
    """No multicast at all between them; a stranger that is no peer is not listened to."""
    def conf(priority, peer):
        return instance(priority, more=f"unicast_peer {{\n198.51.100.{peer}\n}}\ncheck_unicast_src", **timers)

    with Lab(3) as lab:
        one, other, stranger = lab.routers
        other.start(second, conf(100, 1))
        check(lab.is_owned_by(2), "alone, the lesser one has the address", lab.story())
        one.start(first, conf(200, 2))
        check(lab.is_owned_by(1), "the better one preempts", lab.story())
        stranger.start(second, instance(250, more="unicast_peer {\n198.51.100.1\n198.51.100.2\n}", **timers))
        check(eventually(stranger.has) and lab.owners() == [1, 3], "a stranger is not listened to", lab.story())
        stranger.kill_all()
        one.kill_all()
        check(eventually(other.has), "the other one takes over from the dead", lab.story())
        one.start(first, conf(200, 2))
        check(eventually(lambda: one.has() and not other.has()), "and gives it back", lab.story())
        one.cut()
        check(eventually(lambda: other.has() and not one.has()), "and takes over from who is cut off", lab.story())
        check([one.stop(), other.stop()] == [0, 0], "both stop in order", lab.story())


def nopreempt(check, first, second, **timers):
    """Who comes back does not take it again, however good; whoever is left takes it."""
    with Lab(2) as lab:
        one, other = lab.routers
        other.start(second, instance(100, more="nopreempt", **timers))
        check(lab.is_owned_by(2), "the lesser one was first", lab.story())
        one.start(first, instance(200, more="nopreempt", **timers))
        # Because: a router that does not give way shows it by still being there after the other could have taken over.
        check(eventually(lambda: "(V) Entering BACKUP STATE (init)" in one.said()) and stays(lab, 2),
              "and keeps it", lab.story())
        other.stop()
        check(lab.is_owned_by(1), "it stops: the better one", lab.story())
        other.start(second, instance(100, more="nopreempt", **timers))
        check(eventually(lambda: other.said().count("(V) Entering BACKUP STATE (init)") == 2) and stays(lab, 1),
              "it is back: still the better one", lab.story())
        one.cut()
        check(eventually(lambda: other.has() and not one.has()), "a cut cable: the lesser one", lab.story())
        one.cut(False)
        check(eventually(lambda: "(V) Entering BACKUP STATE" in one.said()) and stays(lab, 2), "and keeps it", lab.story())
        check([one.stop(), other.stop()] == [0, 0], "both stop in order", lab.story())


def stays(lab, number, seconds=3):
    """It is the only owner for a while; Master_Down of nobody here is as long."""
    return not eventually(lambda: lab.owners() != [number], seconds)


def slow_and_fast(check, first, second, **_):
    """Version 3: each has an interval of its own, and the other one goes by it."""
    with Lab(2) as lab:
        one, other = lab.routers
        one.start(first, instance(200, interval="0.5"))
        check(lab.is_owned_by(1), "the slow one is the better one", lab.story())
        other.start(second, instance(100, interval="0.1"))
        # Because: before it has heard of the slow one it may have taken over, and been told better.
        check(eventually(lambda: any("from 100ms to 500ms by master" in line for line in other.said())) and
              lab.is_owned_by(1) and stays(lab, 1), "the fast one waits for it as long as it takes", lab.story())
        one.kill_all()
        check(eventually(other.has), "until it is dead", lab.story())
        one.start(first, instance(200, interval="0.5"))
        check(eventually(lambda: one.has() and not other.has()), "and gives it back", lab.story())
        check([one.stop(), other.stop()] == [0, 0], "both stop in order", lab.story())


def sync_group(check, first, second, **timers):
    """Two networks; the cable of one is cut, and both addresses move."""
    def conf(priority):
        return ("vrrp_sync_group G {\ngroup {\nV\nW\n}\n}\n" + instance(priority, **timers) +
                instance(priority, name="W", card="eth1", vip="203.0.113.100", **timers))

    def has_both(router, other):
        return eventually(lambda: router.has() and router.has("203.0.113.100", "eth1") and not other.has() and
                          not other.has("203.0.113.100", "eth1"))

    with Lab(2, 2) as lab:
        one, other = lab.routers
        one.start(first, conf(200))
        other.start(second, conf(100))
        check(has_both(one, other), "the better one has both", lab.story())
        one.cut(cable=1)
        check(has_both(other, one), "one of its cables is cut: the other one", lab.story())
        one.cut(False, cable=1)
        check(has_both(one, other), "mended: the better one", lab.story())
        one.kill_all()
        check(eventually(lambda: other.has() and other.has("203.0.113.100", "eth1")), "it dies: the other one", lab.story())
        check(other.stop() == 0, "that stops in order", lab.story())


SCENES = [(dual_master, "version 3", {}), (dual_master, "version 2", {"version": 2, "interval": "1"}),
          (unicast, "version 3", {}), (unicast, "version 2", {"version": 2, "interval": "1"}),
          (nopreempt, "version 3", {}), (slow_and_fast, "version 3", {}), (sync_group, "version 3", {})]


def main():
    if not THEIRS:
        skip("mixed pairs", "no packaged keepalived (tools/peers)")
        return
    jobs = {f"{scene.__name__}, {what}, {order}": lambda check, s=scene, d=daemons, t=timers: s(check, *d, **t)
            for scene, what, timers in SCENES for order, daemons in ORDERS.items()}
    try:
        for name, results in side_by_side(jobs):
            for good, what, detail in results:
                ok(good, f"{name}: {what}", detail)
    except NoLab as why:
        skip("mixed pairs", str(why).strip())


main()
done()
