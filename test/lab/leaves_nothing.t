#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A router is afterwards what it was before: addresses, routes, rules, links, packet filter and settings of its network
are compared, after a stop, and after a stop that was preceded by deaths."""
import difflib
import os
import shutil
import signal
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lab import Daemon, Lab, NoLab, eventually  # noqa: E402
from tap import BUILD, done, ok, skip  # noqa: E402

OURS = Daemon(os.environ.get("KEEPALIVED") or os.path.join(BUILD, "keepalived/keepalived"))
CONF = """
vrrp_instance V {
    interface eth0
    state MASTER
    virtual_router_id 51
    version 3
    priority 200
    advert_int 0.1
    virtual_ipaddress {
        198.51.100.100/24
        198.51.100.101/32 label eth0:v
        203.0.113.1/24
        203.0.113.2/24
    }
    virtual_ipaddress_excluded {
        192.0.2.1/32 dev lo
    }
}
"""
ASPECTS = {
    "addresses": "ip address show",
    "links": "ip -details link show",
    "routes": "ip route show table all; ip -6 route show table all",
    "rules": "ip rule show; ip -6 rule show",
    "packet filter": "nft list ruleset",
    "settings": "cd /proc/sys/net && find ipv4 ipv6 -type f -readable ! -name '*stable_secret' -exec grep -H . {} + | sort",
}
if not shutil.which("nft"):
    del ASPECTS["packet filter"]
    skip("packet filter", "no nft here")


def look(router):
    return {aspect: subprocess.run(["ip", "netns", "exec", router.namespace, "sh", "-c", command], check=False,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout.splitlines()
            for aspect, command in ASPECTS.items()}


def is_settled(router):
    """The interface has made sure of its own address."""
    seen = look(router)
    return "tentative" not in "".join(seen["addresses"]) and any(line.startswith("local fe80") for line in seen["routes"])


def compare(router, before, name):
    after = look(router)
    for aspect in ASPECTS:
        lines = list(difflib.unified_diff(before[aspect], after[aspect], "before", "after", lineterm="", n=0))
        ok(not lines, f"{name}: {aspect}", lines)
    ok(not router.pids(), f"{name}: no process is left")


def run(lab, before, name, deaths=()):
    """It is MASTER, dies in each of the ways, is MASTER again, and stops."""
    router = lab.routers[0]
    router.start(OURS, CONF)
    ok(lab.is_owned_by(1) and eventually(lambda: "192.0.2.1" in "".join(look(router)["addresses"])), f"{name}: it runs",
       lab.story())
    for die in deaths:
        die(router)
        ok(lab.is_owned_by(1), f"{name}: it runs again", lab.story())
    ok(eventually(lambda: look(router)["addresses"] != before["addresses"]), f"{name}: what is looked at can differ")
    status = router.stop()
    ok(status == 0, f"{name}: it stops in order", f"status {status}")
    compare(router, before, name)


def vrrp_dies(router):
    old = router.child()
    os.kill(old, signal.SIGKILL)
    ok(eventually(lambda: router.child() not in (None, old)), "kill -9 of the vrrp process: there is a new one")


def hand_dies(router):
    hands = [pid for pid in router.pids() if name_of(pid) == "ka-hand"]
    for pid in hands:
        os.kill(pid, signal.SIGKILL)
    ok(hands and eventually(lambda: any(name_of(pid) == "ka-hand" and pid not in hands for pid in router.pids())),
       "kill -9 of the hand: there is a new one")


def all_die(router):
    router.kill_all()
    router.start(OURS, CONF)


def name_of(pid):
    try:
        with open(f"/proc/{pid}/comm", encoding="utf-8") as f:
            return f.read().strip()
    except OSError:
        return ""


try:
    with Lab(1) as switch:
        ok(eventually(lambda: is_settled(switch.routers[0])), "the network is at rest")
        first = look(switch.routers[0])
        ok(all(first[aspect] for aspect in ("addresses", "links", "routes", "rules", "settings")), "there is something to see",
           str({aspect: len(lines) for aspect, lines in first.items()}))
        run(switch, first, "a stop")
        run(switch, first, "kill -9 of the vrrp process, and a stop", [vrrp_dies])
        run(switch, first, "kill -9 of the hand, and a stop", [hand_dies])
        run(switch, first, "kill -9 of all, a start and a stop", [all_die])
except NoLab as why:
    skip("routers in namespaces", str(why).strip())
done()
