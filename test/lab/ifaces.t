#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Interfaces that go and come, change their name, move away, flap: router 1 is ours and better, router 2 waits.
Where the packaged keepalived is there, it goes through the same, and both have to take the same states. Several of
them go on at once."""
import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lab import Daemon, Lab, NoLab, VIP, eventually, ip, packaged, side_by_side  # noqa: E402
from tap import BUILD, done, ok, skip  # noqa: E402

OURS = Daemon(os.environ.get("KEEPALIVED") or os.path.join(BUILD, "keepalived/keepalived"))
THEIRS = packaged()
MASK = f"{VIP}/24"
STATE = re.compile(r"\(V\) (?:Entering (\w+) STATE|entering (FAULT) state$|Changing effective priority from (\d+ to \d+))")


def conf(priority, outside="", inside="", vips=MASK, interval="0.2", name="V", interface="eth0"):
    return f"""
{outside}
vrrp_instance {name} {{
    interface {interface}
    state BACKUP
    virtual_router_id 51
    version 3
    priority {priority}
    advert_int {interval}
    {inside}
    virtual_ipaddress {{
        {vips}
    }}
}}
"""


def anywhere(router):
    links = json.loads(ip("-n", router.namespace, "-j", "-4", "address", "show"))
    return [a.get("local") for link in links if link.get("ifname") != "lo" for a in link.get("addr_info", [])]


class Case:
    """One router that things are done to, and another one that takes over meanwhile."""

    def __init__(self, lab, check, daemon):
        self.lab = lab
        self.check = check
        self.one, self.two = lab.routers[:2]
        self.daemon = daemon
        self.heard = 0

    def begin(self, text=None, other=None):
        for router in (self.one, self.two):
            open(router.log, "w", encoding="utf-8").close()
        self.two.start(OURS, other or conf(100))
        self.one.start(self.daemon, text or conf(200))

    def ok(self, good, what):
        self.check(good, what, "" if good else self.lab.story())

    def says(self, text, what=None):
        """A line that has not been waited for before."""
        def find():
            lines = self.one.said()
            for n in range(self.heard, len(lines)):
                if text in lines[n]:
                    self.heard = n + 1
                    return True
            return False
        self.ok(eventually(find), what or f"the log says {text}")

    def owners(self):
        """Whatever interface has it."""
        return [router.number for router in (self.one, self.two) if VIP in anywhere(router)]

    def owner(self, number):
        self.ok(eventually(lambda: self.owners() == [number]), f"router {number} has the address, and no other")

    def ip(self, *words):
        ip("-n", self.one.namespace, *words)

    def states(self):
        return [next(filter(None, match.groups())) for match in map(STATE.match, self.one.said()) if match]

    def end(self):
        for router in (self.one, self.two):
            status = router.stop()
            self.ok(status == 0, f"router {router.number} stops in order")
        self.ok(not self.owners(), "nothing is left behind")
        return self.states()


def plug(case, name="eth0", port=None):
    """A new cable from the switch."""
    port = port or case.one.port()
    ip("-n", case.lab.switch, "link", "add", port, "type", "veth", "peer", "name", name, "netns", case.one.namespace)
    ip("-n", case.lab.switch, "link", "set", port, "master", "br0", "up")


def index_of(case, name="eth0"):
    return ip("-n", case.one.namespace, "-o", "link", "show", name).split(":")[0]


def gone_and_back(case, back):
    """The link was taken away; BACK brings one of that name, down and without address."""
    case.says("Netlink reports eth0 down")
    case.says("Interface eth0 deleted")
    case.owner(2)
    back()
    case.says("Interface eth0 added")
    case.ip("link", "set", "eth0", "up")
    case.says("Netlink reports eth0 up")
    case.ok(case.states()[-1] == "FAULT", "without an address it stays in FAULT")
    case.ip("address", "add", f"{case.one.address}/24", "dev", "eth0")
    case.owner(1)
    case.two.cut()
    case.ok(eventually(lambda: not case.two.has()), "router 2 is cut off")
    case.two.cut(False)
    case.owner(1)


def hears(case):
    """It is in the group again: a better router is heeded."""
    case.two.stop()
    case.two.start(OURS, conf(250))
    case.says("Master received advert from", "it hears a better router")
    case.owner(2)


def recreated(case):
    case.begin()
    case.owner(1)
    before = index_of(case)
    ip("-n", case.lab.switch, "link", "delete", case.one.port())
    gone_and_back(case, lambda: plug(case))
    case.ok(index_of(case) != before, "the interface is another one")
    hears(case)
    return case.end()


def moved(case):
    """To another network namespace, and back."""
    case.begin()
    case.owner(1)
    case.ip("link", "set", "eth0", "netns", case.lab.switch)
    gone_and_back(case, lambda: ip("-n", case.lab.switch, "link", "set", "eth0", "netns", case.one.namespace))
    hears(case)
    return case.end()


def renamed(case):
    case.begin()
    case.owner(1)
    case.ip("link", "set", "eth0", "down")
    case.says("Netlink reports eth0 down")
    case.ip("link", "set", "eth0", "name", "else0")
    case.says("Interface name has changed from eth0 to else0")
    case.says("Interface else0 added")
    case.ip("link", "set", "else0", "up")
    case.owner(2)
    case.ok(case.one.address in ip("-n", case.one.namespace, "address", "show", "else0") and
            VIP not in ip("-n", case.one.namespace, "address", "show", "else0"), "the other name has only its own address")
    case.ip("link", "set", "else0", "down")
    case.ip("link", "set", "else0", "name", "eth0")
    case.says("Interface name has changed from else0 to eth0")
    case.ip("link", "set", "eth0", "up")
    case.says("Netlink reports eth0 up")
    case.owner(1)
    hears(case)
    return case.end()


def renamed_while_up(case):
    case.begin()
    case.owner(1)
    case.ip("link", "set", "eth0", "name", "else0")
    case.says("Interface name has changed from eth0 to else0")
    case.owner(2)
    case.ok(eventually(lambda: VIP not in ip("-n", case.one.namespace, "address", "show", "else0")),
            "the other name has no virtual address")
    case.ip("address", "add", MASK, "dev", "else0")
    case.ip("link", "set", "else0", "name", "eth0")
    case.says("Netlink reports eth0 up")
    case.owner(1)
    return case.end()


def readdressed(case):
    case.begin()
    case.owner(1)
    case.ip("address", "delete", f"{case.one.address}/24", "dev", "eth0")
    case.says("Entering FAULT STATE")
    case.owner(2)
    case.ip("address", "add", f"{case.one.address}/24", "dev", "eth0")
    case.says("Entering BACKUP STATE")
    case.owner(1)
    case.ip("address", "flush", "dev", "eth0")
    case.says("Entering FAULT STATE")
    case.owner(2)
    case.ip("address", "add", f"{case.one.address}/24", "dev", "eth0")
    case.owner(1)
    return [state for state in case.end() if state != "BACKUP"]  # 2.2.7 passes it on its way to FAULT


def without_address(case):
    case.ip("address", "flush", "dev", "eth0")
    case.begin()
    case.says("(V) entering FAULT state (no IPv4 address for interface)")
    case.says("(V) entering FAULT state")
    case.owner(2)
    case.ip("address", "add", f"{case.one.address}/24", "dev", "eth0")
    case.says("Entering BACKUP STATE")
    case.owner(1)
    return case.end()


def missing(case):
    ip("-n", case.lab.switch, "link", "delete", case.one.port())
    case.begin(conf(200, outside="global_defs {\n    dynamic_interfaces\n}"))
    case.says("Configuration specifies interface eth0 which doesn't currently exist - will use if created")
    case.says("(V): entering FAULT state (interface eth0 down)")
    case.owner(2)
    plug(case)
    case.ip("link", "set", "eth0", "up")
    case.says("Netlink reports eth0 up")
    case.ok(case.states() == ["FAULT"], "without an address it stays in FAULT")
    case.ip("address", "add", f"{case.one.address}/24", "dev", "eth0")
    case.owner(1)
    hears(case)
    return case.end()


def another_kind(case):
    """The name comes back as that of a macvlan."""
    case.begin()
    case.owner(1)
    ip("-n", case.lab.switch, "link", "delete", case.one.port())

    def back():
        plug(case, "base0")
        case.ip("link", "set", "base0", "up")
        case.ip("link", "add", "eth0", "link", "base0", "type", "macvlan")
    gone_and_back(case, back)
    return case.end()


def rivals(case):
    """Two instances of one VRID, apart at first: the second interface comes back above the first."""
    plug(case, "eth1", "p9")
    case.ip("link", "set", "eth1", "up")
    case.ip("address", "add", "198.51.100.9/24", "dev", "eth1")
    second = conf(200, name="W", interface="eth1", vips="198.51.100.109/24")
    case.begin(conf(200) + second, conf(100, inside="no_virtual_ipaddress", vips="198.51.100.99/24"))
    case.says("(W) Entering MASTER STATE")
    case.ip("link", "delete", "eth1")
    case.says("(W) Entering FAULT STATE")
    case.ip("link", "add", "eth1", "link", "eth0", "type", "macvlan")
    case.says("VRID conflict between W and V IPv4 vrid 51")
    case.ip("address", "add", "198.51.100.9/24", "dev", "eth1")
    case.ip("link", "set", "eth1", "up")
    case.says("Netlink reports eth1 up")
    case.ip("link", "delete", "eth1")
    case.says("Interface eth1 deleted")
    case.ok(not any("(W) Entering BACKUP STATE" == line for line in case.one.said()), "the second one stays in FAULT")
    plug(case, "eth1", "p9")
    case.ip("link", "set", "eth1", "up")
    case.ip("address", "add", "198.51.100.9/24", "dev", "eth1")
    case.says("(W) Entering MASTER STATE", "on a base of its own it is back")
    return case.end()


def tracked(case):
    case.ip("link", "add", "w0", "type", "veth", "peer", "name", "w1")
    case.ip("link", "set", "w0", "up")
    case.ip("link", "set", "w1", "up")
    case.begin(conf(200, inside="track_interface {\n        w0\n    }"))
    case.owner(1)
    for take, give in (
            (("link", "set", "w1", "down"), ("link", "set", "w1", "up")),
            (("link", "set", "w0", "down"), ("link", "set", "w0", "up"))):
        case.ip(*take)
        case.says("Netlink reports w0 down")
        case.owner(2)
        case.ip(*give)
        case.says("Netlink reports w0 up")
        case.owner(1)
    case.ip("link", "delete", "w0")
    case.says("Interface w0 deleted")
    case.owner(2)
    case.ip("link", "add", "w0", "type", "veth", "peer", "name", "w1")
    case.ip("link", "set", "w0", "up")
    case.ip("link", "set", "w1", "up")
    case.owner(1)
    case.ok(not any("reports w1" in line for line in case.one.said()), "nobody cares about the other end")
    return case.end()


def weighed(case):
    case.ip("link", "add", "w0", "type", "veth", "peer", "name", "w1")
    case.ip("link", "set", "w0", "up")
    case.ip("link", "set", "w1", "up")
    case.begin(conf(200, inside="track_interface {\n        w0 weight -150\n    }"))
    case.owner(1)
    case.ip("link", "set", "w1", "down")
    case.says("Changing effective priority from 200 to 50")
    case.owner(2)
    case.ip("link", "set", "w1", "up")
    case.says("Changing effective priority from 50 to 200")
    case.owner(1)
    case.ip("link", "delete", "w0")
    case.says("Changing effective priority from 200 to 50")
    case.owner(2)
    return case.end()


def carrying(case):
    """An interface that carries an address, and is not tracked by name."""
    case.ip("link", "add", "w0", "type", "veth", "peer", "name", "w1")
    case.ip("link", "set", "w0", "up")
    case.ip("link", "set", "w1", "up")
    second = "203.0.113.1/24 dev w0"
    case.begin(conf(200, vips=f"{MASK}\n        {second}"), conf(100, vips=f"{MASK}\n        203.0.113.1/24 dev lo"))
    case.owner(1)
    case.ip("link", "set", "w1", "down")
    case.says("Netlink reports w0 down")
    case.owner(2)
    case.ip("link", "set", "w1", "up")
    case.owner(1)
    case.ok(eventually(lambda: "203.0.113.1" in ip("-n", case.one.namespace, "address", "show", "w0")),
            "it carries the address again")
    case.ip("link", "delete", "w0")
    case.says("Interface w0 deleted")
    case.owner(2)
    case.ip("link", "add", "w0", "type", "veth", "peer", "name", "w1")
    case.ip("link", "set", "w0", "up")
    case.ip("link", "set", "w1", "up")
    case.owner(1)
    case.ok(eventually(lambda: "203.0.113.1" in ip("-n", case.one.namespace, "address", "show", "w0")),
            "the new one carries the address")
    return case.end()


def changed(case):
    """MTU and MAC: neither is a change of state."""
    many = "\n        ".join([MASK] + [f"198.51.100.{n}/24" for n in range(101, 120)])
    case.begin(conf(200, vips=many, inside="garp_master_delay 0"), conf(100, vips=many))
    case.owner(1)
    case.ip("link", "set", "eth0", "mtu", "1400")
    case.ip("link", "set", "eth0", "mtu", "68")
    case.says("(V) an advert has 108 bytes and does not fit into the MTU of eth0, which is 68 now")
    case.says("(V) sending an advert: Message too long")
    case.ip("link", "set", "eth0", "mtu", "1500")
    case.owner(1)
    case.ip("link", "set", "eth0", "address", "02:00:00:00:00:77")
    case.says("to 02:00:00:00:00:77")
    case.says(f"Sending gratuitous ARP on eth0 for {VIP}")
    case.owner(1)
    return case.end()


def flapping(case):
    """Down for less than the delay does not count; for more it does."""
    delays = "interface_up_down_delays {\n    eth0 1.9 0.5\n}"
    case.begin(conf(200, outside=delays, interval="1"), conf(100, interval="1"))
    case.owner(1)
    before = len(case.states())
    for _ in range(3):
        case.ip("link", "set", "eth0", "down")
        case.says("delay by 1900000")
        case.ip("link", "set", "eth0", "up")
        case.ok(eventually(lambda: "state UP" in ip("-n", case.one.namespace, "link", "show", "eth0")), "it is up again")
    case.ip("link", "set", "eth0", "down")
    case.says("delay by 1900000")
    case.ok(len(case.states()) == before, "nothing has come of that")
    case.says("Netlink reports eth0 down")
    case.says("Entering FAULT STATE")
    case.owner(2)
    case.ip("link", "set", "eth0", "up")
    case.says("delay by 500000")
    case.says("Netlink reports eth0 up")
    case.owner(1)
    return case.end()


def limited(case):
    delays = "interface_up_down_delays {\n    eth0 100 100\n}"
    case.begin(conf(200, outside=delays))
    case.says("V: interface eth0 debounce timer(s) not less that 2 * advert_int - resetting")
    case.owner(1)
    case.ip("link", "set", "eth0", "down")
    case.says("delay by 399219")
    case.says("Entering FAULT STATE")
    case.owner(2)
    return case.end()


def polled(case):
    """The link is asked for; the switch takes it away and gives it back."""
    case.begin(conf(200, outside="linkbeat_interfaces {\n    eth0 MII\n}"))
    case.says("Using MII-BMSR/ETHTOOL NIC polling thread(s)...")
    case.owner(1)
    case.ok("(eth0): Configured linkbeat type MII not supported, using ETHTOOL" in case.one.said(),
            "what the driver does not know is said")
    case.one.cut()
    case.says("Linkbeat reports eth0 down")
    case.owner(2)
    case.one.cut(False)
    case.says("Linkbeat reports eth0 up")
    case.owner(1)
    case.ip("link", "set", "eth0", "down")
    case.says("Linkbeat reports eth0 down")
    case.owner(2)
    case.ip("link", "set", "eth0", "up")
    case.says("Linkbeat reports eth0 up")
    case.owner(1)
    case.ok(not any("Netlink reports" in line for line in case.one.said()), "netlink is not what counts")
    return case.end()


def untracked(case):
    """dont_track_primary: down is nothing, gone is."""
    case.begin(conf(200, inside="dont_track_primary"))
    case.owner(1)
    case.ip("link", "set", "eth0", "down")
    case.says("Netlink reports eth0 down")
    case.ok(eventually(lambda: case.owners() == [1, 2]), "each has the address")
    case.ip("link", "set", "eth0", "name", "else0")
    case.says("Entering FAULT STATE")
    case.owner(2)
    case.ip("link", "set", "else0", "name", "eth0")
    case.says("Entering BACKUP STATE")
    case.ip("link", "set", "eth0", "up")
    case.owner(1)
    return case.end()


SHARED = (recreated, moved, renamed, renamed_while_up, readdressed, without_address, missing, another_kind, tracked,
          weighed, carrying, flapping, limited, polled)
ALONE = (changed, rivals, untracked)


def job(scene, daemon):
    def play(check):
        with Lab(2) as lab:
            check(True, "it comes to its end", scene(Case(lab, check, daemon)))
    return play


def main():
    scenes = [scene for scene in SHARED + ALONE if scene.__name__ in (sys.argv[1:] or [scene.__name__])]
    jobs = {}
    for scene in scenes:
        jobs[scene.__name__] = job(scene, OURS)
        if THEIRS and scene in SHARED:
            jobs[f"{scene.__name__}, 2.2.7"] = job(scene, THEIRS)
    states = {}
    for name, results in side_by_side(jobs):
        for good, what, detail in results:
            ok(good, f"{name}: {what}", detail)
        states[name] = results[-1][2]
        ours = states.get(name.removesuffix(", 2.2.7"))
        if name.endswith(", 2.2.7"):
            ok(ours == states[name], f"{name}: and takes the same states", [f"ours: {ours}", f"2.2.7: {states[name]}"])
    if not THEIRS:
        skip("the same with the packaged one", "no packaged keepalived (tools/peers)")


try:
    main()
except NoLab as why:
    skip("routers in namespaces", str(why).strip())
done()
