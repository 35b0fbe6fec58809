#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Addresses that are there whatever VRRP does, and what becomes of addresses that instances have in one network."""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lab import Daemon, Lab, NoLab, eventually, ip  # noqa: E402
from tap import BUILD, done, ok, skip  # noqa: E402

OURS = Daemon(os.environ.get("KEEPALIVED") or os.path.join(BUILD, "keepalived/keepalived"))
STATIC = """
static_ipaddress {
    198.51.100.1/24 dev eth0
    203.0.113.1/24 dev eth1
    203.0.113.2/24 dev eth1 label eth1:s
    203.0.113.3/24 dev eth1 no_track
}
"""
INSTANCE = """
vrrp_instance {name} {{
    interface eth0
    state BACKUP
    virtual_router_id {vrid}
    version 3
    priority {priority}
    advert_int 0.2
    virtual_ipaddress {{
        {address}
    }}
}}
"""


def instance(name="V", vrid=51, address="198.51.100.100/24", priority=200):
    return INSTANCE.format(name=name, vrid=vrid, address=address, priority=priority)


def make_eth1(router):
    ip("-n", router.namespace, "link", "add", "eth1", "type", "veth", "peer", "name", "far1")
    for name in ("far1", "eth1"):
        ip("-n", router.namespace, "link", "set", name, "up")


def inet(router, name):
    """{address: label}, in the order of the kernel."""
    out = subprocess.run(["ip", "-n", router.namespace, "-j", "-4", "address", "show", "dev", name],
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False).stdout
    return {a["local"]: a.get("label") for link in json.loads(out or "[]") for a in link.get("addr_info", [])
            if "local" in a}


def change(router, verb, address, *words):
    ip("-n", router.namespace, "address", verb, f"{address}/24", "dev", "eth1", *words)


class Monitor:
    """The changes of addresses that the kernel tells of while it is used by a with statement."""

    def __init__(self, router):
        self.router = router
        self.path = os.path.join(router.lab.folder, "monitor")
        self.process = None

    def __enter__(self):
        with open(self.path, "w", encoding="utf-8") as out:
            self.process = subprocess.Popen(  # pylint: disable=consider-using-with
                ["ip", "-n", self.router.namespace, "-o", "monitor", "address"], stdout=out)
        probe = 0

        def hears():
            nonlocal probe
            probe += 1
            ip("-n", self.router.namespace, "address", "add", f"192.0.2.{probe}/32", "dev", "lo")
            return self.lines()

        if not eventually(hears):
            raise NoLab("ip monitor says nothing")
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def lines(self):
        with open(self.path, encoding="utf-8") as out:
            return out.read().splitlines()


def from_start_to_end(lab):
    router = lab.routers[0]
    make_eth1(router)
    ip("-n", router.namespace, "address", "flush", "dev", "eth0")
    change(router, "add", "203.0.113.1")
    change(router, "add", "203.0.113.2", "label", "eth1:x")
    with Monitor(router) as monitor:
        router.start(OURS, STATIC + instance())
        ok(eventually(lambda: router.has()), "an instance has a static address as its source", lab.story())
        ok(not any("FAULT" in line for line in router.said()), "which is there before it looks for one", router.said())
        ok(inet(router, "eth1") == {"203.0.113.1": "eth1", "203.0.113.2": "eth1:s", "203.0.113.3": "eth1"},
           "all are there", str(inet(router, "eth1")))
        ok(any("203.0.113.2" in line for line in monitor.lines()), "one that was there is changed", monitor.lines())
        ok(not any("203.0.113.1/" in line for line in monitor.lines()), "one that is as written is left alone",
           monitor.lines())
    interfere(lab, router)
    status = router.stop()
    ok(status == 0, "it stops in order", str(status))
    ok(not inet(router, "eth0") and not inet(router, "eth1"), "and leaves none behind",
       f"{inet(router, 'eth0')} {inet(router, 'eth1')}")


def interfere(lab, router):
    change(router, "delete", "203.0.113.3")
    change(router, "delete", "203.0.113.2")
    ok(eventually(lambda: "203.0.113.2" in inet(router, "eth1")), "one that is deleted is put back", lab.story())
    ok("203.0.113.3" not in inet(router, "eth1"), "but for no_track", str(inet(router, "eth1")))
    ip("-n", router.namespace, "link", "delete", "eth1")
    make_eth1(router)
    ok(eventually(lambda: len(inet(router, "eth1")) == 3), "the interface is made anew: all are back", lab.story())
    # Once: by itself it goes on until there is nothing left.
    subprocess.run(["ip", "-n", router.namespace, "-loops", "1", "address", "flush", "dev", "eth1"], check=False,
                   stderr=subprocess.DEVNULL)
    ok(eventually(lambda: len(inet(router, "eth1")) == 2), "all are flushed: they are put back", lab.story())
    for _ in range(2):
        change(router, "delete", "203.0.113.2")
        eventually(lambda: "203.0.113.2" in inet(router, "eth1"))
    change(router, "delete", "203.0.113.2")
    ok(eventually(lambda: any("203.0.113.2 is deleted again and again" in line for line in router.said())),
       "who keeps deleting one has his way", lab.story())
    change(router, "delete", "203.0.113.1")
    ok(eventually(lambda: "203.0.113.1" in inet(router, "eth1")) and "203.0.113.2" not in inet(router, "eth1"),
       "with that one", str(inet(router, "eth1")))
    ip("-n", router.namespace, "link", "set", "eth1", "down")
    ip("-n", router.namespace, "link", "set", "eth1", "up")
    ok(eventually(lambda: len(inet(router, "eth1")) == 3), "until the interface comes up anew", lab.story())


def without_instances(lab):
    router = lab.routers[1]
    make_eth1(router)
    router.start(OURS, STATIC.replace("198.51.100.1/24", "198.51.100.9/24"))
    ok(eventually(lambda: len(inet(router, "eth1")) == 3), "without instances: they are there", lab.story())
    os.kill(router.child(), 9)
    change(router, "delete", "203.0.113.2")
    ok(eventually(lambda: len(inet(router, "eth1")) == 3), "a child that died has an heir", lab.story())
    status = router.stop()
    ok(status == 0 and inet(router, "eth0") == {router.address: "eth0"} and not inet(router, "eth1"),
       "without instances: they are taken out", f"{status} {inet(router, 'eth0')} {inet(router, 'eth1')}")


def together(lab):
    """Virtual addresses of two instances in a network that has no other one: one is primary, and not always the same."""
    router = lab.routers[2]
    pair = instance("A", 51, "192.0.2.1/24"), instance("B", 52, "192.0.2.2/24")
    for text in ("".join(pair), "".join(reversed(pair))):
        router.start(OURS, text)
        ok(eventually(lambda: router.has("192.0.2.1") and router.has("192.0.2.2")), "two in one network: both are there",
           lab.story())
        ip("-n", router.namespace, "address", "delete", "192.0.2.1/24", "dev", "eth0")
        ok(eventually(lambda: router.has("192.0.2.1") and router.has("192.0.2.2")),
           "two in one network: both are put back when one is deleted", lab.story())
        router.stop()
        ok(router.addresses() == [router.address], "two in one network: none is left behind",
           " ".join(router.addresses()))


def tracked(lab):
    """An instance of a track_group follows the interface of a static address."""
    router = lab.routers[2]
    make_eth1(router)
    router.start(OURS, "track_group T {\n group {\n V\n }\n}\n"
                 "static_ipaddress {\n 203.0.113.1/24 dev eth1 track_group T\n}\n" + instance())
    ok(eventually(router.has), "track_group: it has its address", lab.story())
    ip("-n", router.namespace, "link", "set", "eth1", "down")
    ok(eventually(lambda: not router.has()) and any("Entering FAULT STATE" in line for line in router.said()),
       "track_group: the other interface goes down: FAULT", lab.story())
    ip("-n", router.namespace, "link", "set", "eth1", "up")
    ok(eventually(router.has), "track_group: it is up again", lab.story())
    router.stop()


try:
    with Lab(3) as a_lab:
        for part in (from_start_to_end, without_instances, together, tracked):
            part(a_lab)
except NoLab as why:
    skip("routers in namespaces", str(why).strip())
done()
