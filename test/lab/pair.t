#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Two routers with a virtual address: both ours, then ours with the packaged keepalived, each as the better one."""
import os
import signal
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from advert import advert, throw  # noqa: E402
from lab import Daemon, Lab, NoLab, VIP, eventually, packaged  # noqa: E402
from tap import BUILD, done, ok, skip  # noqa: E402

OURS = Daemon(os.environ.get("KEEPALIVED") or os.path.join(BUILD, "keepalived/keepalived"))
CONF = """
vrrp_instance V {{
    interface eth0
    state BACKUP
    virtual_router_id 51
    version {version}
    priority {priority}
    advert_int {interval}
    virtual_ipaddress {{
        198.51.100.100/24
        198.51.100.101/32 label eth0:v
    }}
}}
"""


def conf(priority, version=3, interval="0.2"):
    return CONF.format(priority=priority, version=version, interval=interval)


def elect(lab, name, first, second, **timers):
    """Router 1 is the better one. Leaves both running, router 1 with the address."""
    one, two = lab.routers[:2]
    two.start(second, conf(100, **timers))
    ok(lab.is_owned_by(2), f"{name}: alone, the lesser one has the address", lab.story())
    one.start(first, conf(200, **timers))
    ok(lab.is_owned_by(1), f"{name}: the better one preempts", lab.story())
    status = one.stop()
    ok(status == 0, f"{name}: it stops in order", f"status {status}")
    ok(lab.is_owned_by(2), f"{name}: and the other one follows", lab.story())
    ok(one.addresses() == [one.address], f"{name}: nothing is left behind", " ".join(one.addresses()))
    one.start(first, conf(200, **timers))
    ok(lab.is_owned_by(1), f"{name}: it comes back", lab.story())


def end(lab, name):
    for router in lab.routers[:2]:
        status = router.stop()
        ok(status == 0, f"{name}: router {router.number} stops in order", f"status {status}")
        ok(router.addresses() == [router.address], f"{name}: router {router.number} leaves nothing",
           " ".join(router.addresses()))


def cable(lab, name):
    one = lab.routers[0]
    one.cut()
    ok(eventually(lambda: lab.routers[1].has()), f"{name}: a cut cable, the other one has the address", lab.story())
    ok(eventually(lambda: not one.has()), f"{name}: a cut cable, the first one has let go of it", lab.story())
    one.cut(False)
    ok(lab.is_owned_by(1), f"{name}: the cable is back, and so is the address", lab.story())


def split(lab, name):
    """The switch breaks between them, with both links up."""
    one, two = lab.routers[:2]
    for router in (one, two):
        router.isolate()
    ok(lab.is_owned_by(1, 2), f"{name}: apart, each has the address", lab.story())
    for router in (one, two):
        router.isolate(False)
    ok(lab.is_owned_by(1), f"{name}: together again, one of them", lab.story())


def deaths(lab):
    one, two = lab.routers[:2]
    old = one.child()
    os.kill(old, signal.SIGKILL)
    ok(eventually(lambda: one.child() not in (None, old)), "kill -9 of the child: there is a new one", lab.story())
    ok(lab.is_owned_by(1), "kill -9 of the child: one owner in the end", lab.story())
    for pid in one.pids():
        os.kill(pid, signal.SIGKILL)
    ok(eventually(lambda: two.has()), "kill -9 of all: the other one takes over", lab.story())
    one.process.wait()
    one.start(OURS, conf(200))
    ok(lab.is_owned_by(1), "kill -9 of all: what it left does no harm when it starts again", lab.story())


def interference(lab):
    one = lab.routers[0]
    subprocess.run(["ip", "-n", one.namespace, "address", "delete", f"{VIP}/24", "dev", "eth0"], check=True)
    ok(eventually(one.has), "an address that somebody deleted is put back", lab.story())
    subprocess.run(["ip", "-n", one.namespace, "link", "set", "eth0", "down"], check=True)
    ok(lab.is_owned_by(2), "the interface is set down: the other one", lab.story())
    subprocess.run(["ip", "-n", one.namespace, "link", "set", "eth0", "up"], check=True)
    ok(lab.is_owned_by(1), "the interface is up again", lab.story())


def bad_packets(lab):
    one, stranger = lab.routers[0], lab.routers[2]
    child = one.child()
    bad = {
        "invalid TTL/HL. Received 64 and expect 255": advert(stranger.address, ttl=64),
        "checksum": advert(stranger.address, damage=6),
        "version": advert(stranger.address, damage=0),
        "too short": advert(stranger.address)[:-4],
    }
    throw(stranger, list(bad.values()) * 2000)
    for text in bad:
        ok(eventually(lambda t=text: any(t in line for line in one.said())), f"8000 bad packets: the log says {text}",
           one.said()[-20:])
    n = sum("invalid TTL" in line for line in one.said())
    ok(n <= 3, "8000 bad packets: and does not repeat it", f"{n} times")
    ok(one.child() == child and lab.owners() == [1], "8000 bad packets: nothing else comes of it", lab.story())
    throw(stranger, [advert(stranger.address)])
    ok(eventually(lambda: not one.has()), "a good packet of a better router is heeded", lab.story())
    ok(eventually(lambda: one.has() or lab.routers[1].has()), "and forgotten when it is silent", lab.story())


def ours_alone():
    with Lab(3) as lab:
        elect(lab, "ours", OURS, OURS)
        cable(lab, "ours")
        split(lab, "ours")
        deaths(lab)
        interference(lab)
        bad_packets(lab)
        lab.is_owned_by(1)
        end(lab, "ours")


def mixed(name, first, second, **timers):
    with Lab(2) as lab:
        elect(lab, name, first, second, **timers)
        cable(lab, name)
        split(lab, name)
        end(lab, name)


try:
    ours_alone()
    theirs = packaged()
    if theirs:
        mixed("ours before theirs", OURS, theirs)
        mixed("theirs before ours", theirs, OURS)
        mixed("ours before theirs, version 2", OURS, theirs, version=2, interval="1")
    else:
        skip("mixed pairs", "no packaged keepalived (tools/peers)")
except NoLab as why:
    skip("routers in namespaces", str(why).strip())
done()
