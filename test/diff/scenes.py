# SPDX-License-Identifier: GPL-2.0-or-later
"""What a daemon is put through to see what it says: scenes, each of a few acts.

The subject is router 1, ours or the packaged one. Whoever it meets is router 2, always the packaged one.
A scene is a function of a Stage; its first line says what it is about. It has a lab of its own, so that all
scenes, and both runs of one, can go on at the same time.
"""
import os
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../lab"))
from advert import advert, throw
from lab import VIP, eventually, ip
from witness import Witness

SILENCE = 1.6  # seconds without a new line end an act: longer than any delay of the configurations below
ON_THE_AIR = ("discarding", "forcing new election")  # lines that come back with every advert


class Stage:
    """A lab with a subject, and what was said and told in each act."""

    def __init__(self, lab, daemon, peer_daemon):
        self.lab, self.daemon, self.peer_daemon = lab, daemon, peer_daemon
        self.subject, self.peer = lab.routers[:2]
        self.witness = Witness(lab.folder)
        self.acts = []       # (name, source, lines)
        self.missed = []     # what did not happen
        self.n_read = {}
        self.status = "-"

    def enter(self, text, *options):
        """The subject starts."""
        self.subject.start(self.daemon, text, *options)

    def meet(self, text):
        """The other one starts."""
        self.peer.start(self.peer_daemon, text)

    def find(self, text):
        """The same, and it has taken its address before anything else happens."""
        self.meet(text)
        eventually(self.peer.has)

    def leave(self):
        self.status = str(self.subject.stop())

    def sources(self):
        return {"log": self.subject.said, "peer": self.peer.said, **self.witness.sources()}

    def act(self, name, condition):
        """Waits until CONDITION, then until all is said; keeps what was said since the last act."""
        if not eventually(condition):
            self.missed.append(name)
        is_silent = Silence(lambda: {s: len(self.new_lines(s, says)) for s, says in self.sources().items()})
        eventually(is_silent)
        for source, says in self.sources().items():
            lines = says()[self.n_read.get(source, 0):]
            self.n_read[source] = self.n_read.get(source, 0) + len(lines)
            self.acts.append((name, source, lines))

    def new_lines(self, source, says):
        return [line for line in says()[self.n_read.get(source, 0):] if not any(w in line for w in ON_THE_AIR)]


class Silence:
    """True once what is measured has not changed for a while."""

    def __init__(self, measure):
        self.measure, self.last, self.since = measure, None, 0

    def __call__(self):
        now = time.monotonic()
        value = self.measure()
        if value != self.last:
            self.last, self.since = value, now
        return now - self.since >= SILENCE


# -- configurations ----------------------------------------------------------------------------

INSTANCE = """
vrrp_instance {name} {{
    interface {card}
    state {state}
    virtual_router_id {vrid}
    version {version}
    priority {priority}
    advert_int {interval}
    garp_master_delay 1
    garp_lower_prio_delay 1
    virtual_ipaddress {{
        {vip}
    }}
    {more}
}}
"""


def instance(priority, name="V", card="eth0", vrid=51, vip=f"{VIP}/24", more="", version=3, interval="0.2", state="BACKUP"):
    return INSTANCE.format(name=name, card=card, vrid=vrid, vip=vip, more=more, version=version, interval=interval,
                           priority=priority, state=state)


VIP1 = "203.0.113.100"


def pair(priority, more="", group=""):
    """Two instances in a sync group, of which the second is always the last to want something."""
    return (f"vrrp_sync_group G {{\n group {{\n V\n W\n }}\n {group}\n}}\n" + instance(priority, more=more) +
            instance(priority - 40, name="W", card="eth1", vrid=52, vip=f"{VIP1}/24", more=more))


def ends(stage):
    stage.leave()
    stage.act("stop", lambda: not stage.subject.has() and not stage.subject.pids())


# -- scenes ------------------------------------------------------------------------------------


def alone(stage):
    """Alone, with the intervals and the version that most files have."""
    stage.enter(instance(100, version=2, interval="1", state="MASTER"))
    stage.act("start", stage.subject.has)
    ends(stage)


def better_peer(stage):
    """A better one is there already, and stops; then it comes back."""
    stage.find(instance(200))
    stage.enter(instance(100))
    stage.act("start", lambda: "(V) Entering BACKUP STATE (init)" in stage.subject.said())
    stage.peer.stop()
    stage.act("the peer stops", stage.subject.has)
    stage.meet(instance(200))
    stage.act("the peer is back", lambda: stage.peer.has() and not stage.subject.has())
    stage.peer.kill_all()
    stage.act("the peer dies", stage.subject.has)
    ends(stage)


def worse_peer(stage):
    """A worse one is there already: it is preempted, and takes over at the end."""
    stage.find(instance(100))
    stage.enter(instance(200))
    stage.act("start", lambda: stage.subject.has() and not stage.peer.has())
    stage.leave()
    stage.act("stop", lambda: stage.peer.has() and not stage.subject.has())


def equal_peer(stage):
    """A peer of the same priority is there already: it stays MASTER."""
    stage.find(instance(100))
    stage.enter(instance(100))
    stage.act("start", lambda: "(V) Entering BACKUP STATE (init)" in stage.subject.said())
    ends(stage)


def equal_masters(stage):
    """A MASTER hears another one of the same priority: the higher address stays."""
    stage.enter(instance(100))
    stage.act("start", stage.subject.has)
    stranger = stage.lab.routers[1]
    throw(stranger, [advert("192.0.2.9", priority=100, vips=[VIP])])
    stage.act("a lower address", lambda: any("forcing new election" in line for line in stage.subject.said()))
    throw(stranger, [advert(stranger.address, priority=100, vips=[VIP])])
    stage.act("a higher address", lambda: "(V) Entering BACKUP STATE" in stage.subject.said() and stage.subject.has())
    ends(stage)


def slower_master(stage):
    """Version 3: the interval of a MASTER is learnt, and forgotten when it is gone."""
    stage.find(instance(200, interval="0.3"))
    stage.enter(instance(100))
    stage.act("start", lambda: any("interval updated" in line for line in stage.subject.said()))
    stage.peer.stop()
    stage.act("the peer stops", stage.subject.has)
    ends(stage)


def preempt_delay_cancelled(stage):
    """preempt_delay ends when a better one is heard, and begins again."""
    stage.find(instance(100))
    stage.enter(instance(200, more="preempt_delay 3"))
    stage.act("start", lambda: "(V) start preempt delay (3.000000)" in stage.subject.said())
    throw(stage.peer, [advert(stage.peer.address, priority=250, vips=[VIP])])
    stage.act("a better one", lambda: "(V) stop preempt delay" in stage.subject.said() and stage.subject.has())
    ends(stage)


def nopreempt(stage):
    """nopreempt: better than the peer, and a BACKUP until it stops."""
    stage.find(instance(100))
    stage.enter(instance(200, more="nopreempt"))
    stage.act("start", lambda: "(V) Entering BACKUP STATE (init)" in stage.subject.said())
    stage.peer.stop()
    stage.act("the peer stops", stage.subject.has)
    ends(stage)


def preempt_delay(stage):
    """preempt_delay: better than the peer, and a BACKUP for a while."""
    stage.find(instance(100))
    stage.enter(instance(200, more="preempt_delay 3"))
    stage.act("start", lambda: stage.subject.has() and not stage.peer.has())
    ends(stage)


def cable(stage):
    """The cable of a MASTER is cut and mended."""
    stage.find(instance(100))
    stage.enter(instance(200))
    stage.act("start", stage.subject.has)
    stage.subject.cut()
    stage.act("cut", lambda: stage.peer.has() and not stage.subject.has())
    stage.subject.cut(False)
    stage.act("mended", lambda: stage.subject.has() and not stage.peer.has())
    ends(stage)


def backup_cable(stage):
    """The cable of a BACKUP is cut and mended."""
    stage.find(instance(200))
    stage.enter(instance(100))
    stage.act("start", lambda: "(V) Entering BACKUP STATE (init)" in stage.subject.said())
    stage.subject.cut()
    stage.act("cut", lambda: "(V) Entering FAULT STATE" in stage.subject.said())
    stage.subject.cut(False)
    stage.act("mended", lambda: "(V) Entering BACKUP STATE" in stage.subject.said())
    ends(stage)


def interface(stage):
    """The interface of a MASTER is set down, and up."""
    stage.enter(instance(100))
    stage.act("start", stage.subject.has)
    ip("-n", stage.subject.namespace, "link", "set", "eth0", "down")
    stage.act("down", lambda: not stage.subject.has())
    ip("-n", stage.subject.namespace, "link", "set", "eth0", "up")
    stage.act("up", stage.subject.has)
    ends(stage)


def addresses(stage):
    """Addresses come and go, until there is none to send from."""
    card = ("-n", stage.subject.namespace, "address")
    ip(*card, "add", "192.0.2.7/24", "dev", "eth0")
    stage.enter(instance(100))
    stage.act("start", stage.subject.has)
    ip(*card, "add", "192.0.2.8/24", "dev", "eth0")
    ip(*card, "delete", "192.0.2.8/24", "dev", "eth0")
    ip(*card, "add", "203.0.113.8/24", "dev", "eth1")
    stage.act("one more, and no more", lambda: True)
    ip(*card, "delete", "192.0.2.7/24", "dev", "eth0")
    stage.act("one of two", lambda: True)
    ip(*card, "flush", "dev", "eth0", "scope", "link")
    stage.act("no link-local one", lambda: True)
    ends(stage)


def no_address_at_start(stage):
    """There is no address to send from until later."""
    card = ("-n", stage.subject.namespace, "address")
    ip(*card, "delete", f"{stage.subject.address}/24", "dev", "eth0")
    stage.enter(instance(100))
    stage.act("start", lambda: "(V) entering FAULT state" in stage.subject.said())
    ip(*card, "add", f"{stage.subject.address}/24", "dev", "eth0")
    stage.act("there", stage.subject.has)
    ends(stage)


def tracked_interface_down(stage):
    """An interface that is tracked is down at first, goes up and down again."""
    stage.subject.cut(cable=1)
    stage.enter(instance(100, more="track_interface {\neth1\n}"))
    stage.act("start", lambda: "(V) entering FAULT state" in stage.subject.said())
    stage.subject.cut(False, cable=1)
    stage.act("up", stage.subject.has)
    stage.subject.cut(cable=1)
    stage.act("down", lambda: not stage.subject.has())
    ends(stage)


def tracked_interface_weight(stage):
    """An interface that is tracked with a weight."""
    stage.enter(instance(100, more="track_interface {\neth1 weight -30\n}"))
    stage.act("start", stage.subject.has)
    stage.subject.cut(cable=1)
    stage.act("down", lambda: "(V) Changing effective priority from 100 to 70" in stage.subject.said())
    stage.subject.cut(False, cable=1)
    stage.act("up", lambda: "(V) Changing effective priority from 70 to 100" in stage.subject.said())
    ends(stage)


def down_at_start(stage):
    """The cable is not plugged in until later."""
    stage.subject.cut()
    stage.enter(instance(100))
    stage.act("start", lambda: "(V) entering FAULT state" in stage.subject.said())
    stage.subject.cut(False)
    stage.act("plugged in", stage.subject.has)
    ends(stage)


def group(stage):
    """Two instances in a sync group; one of the cables is cut and mended."""
    stage.find(pair(100))
    stage.enter(pair(200))
    stage.act("start", lambda: both(stage.subject))
    stage.subject.cut(cable=1)
    stage.act("cut", lambda: both(stage.peer) and neither(stage.subject))
    stage.subject.cut(False, cable=1)
    stage.act("mended", lambda: both(stage.subject) and neither(stage.peer))
    ends(stage)


def group_as_backup(stage):
    """A sync group hears a better one."""
    stage.enter(pair(100))
    stage.act("start", lambda: both(stage.subject))
    stage.meet(pair(200))
    stage.act("a better one", lambda: both(stage.peer) and neither(stage.subject))
    stage.peer.stop()
    stage.act("it stops", lambda: both(stage.subject))
    ends(stage)


def both(router):
    return router.has() and router.has(VIP1, "eth1")


def neither(router):
    return not router.has() and not router.has(VIP1, "eth1")


def priority_0(stage):
    """Priority 0 from elsewhere, heard as MASTER; then a worse advert, and a better one."""
    stage.enter(instance(100))
    stage.act("start", stage.subject.has)
    stranger = stage.lab.routers[1]
    throw(stranger, [advert(stranger.address, priority=0, vips=[VIP])])
    stage.act("priority 0", lambda: "(V) Master received priority 0 message" in stage.subject.said())
    throw(stranger, [advert(stranger.address, priority=50, vips=[VIP])])
    stage.act("a worse one", lambda: any("with lower priority 50" in line for line in stage.subject.said()))
    throw(stranger, [advert(stranger.address, priority=250, vips=[VIP])])
    stage.act("a better one", lambda: "(V) Entering BACKUP STATE" in stage.subject.said() and stage.subject.has())
    ends(stage)


def owner(stage):
    """Priority 255: MASTER at once, and after its cable was cut."""
    stage.enter(instance(255, state="MASTER"))
    stage.act("start", stage.subject.has)
    stage.subject.cut()
    stage.act("cut", lambda: not stage.subject.has())
    stage.subject.cut(False)
    stage.act("mended", stage.subject.has)
    ends(stage)


def unicast(stage):
    """Unicast with a worse peer; cut and mended."""
    stage.find(instance(100, more="unicast_peer { 198.51.100.1 }"))
    stage.enter(instance(200, more="unicast_peer {\n198.51.100.2\n}"))
    stage.act("start", lambda: stage.subject.has() and not stage.peer.has())
    stage.subject.cut()
    stage.act("cut", lambda: stage.peer.has() and not stage.subject.has())
    stage.subject.cut(False)
    stage.act("mended", lambda: stage.subject.has() and not stage.peer.has())
    ends(stage)


def ipv6(stage):
    """IPv6, where addresses are announced in another way."""
    stage.enter(instance(100, vip="fe80::100/64\n2001:db8::100/64",
                         more="virtual_ipaddress_excluded {\n2001:db8::102/64\n}"))
    stage.act("start", lambda: stage.subject.has("2001:db8::100"))
    stage.subject.cut()
    stage.act("cut", lambda: not stage.subject.has("2001:db8::100"))
    stage.subject.cut(False)
    stage.act("mended", lambda: stage.subject.has("2001:db8::100"))
    stage.leave()
    stage.act("stop", lambda: not stage.subject.has("2001:db8::100") and not stage.subject.pids())


def excluded(stage):
    """Addresses that are not in the advert, labels, and a prefix for those without one."""
    stage.enter(instance(100, vip=f"{VIP}/24 label eth0:v\n198.51.100.101",
                         more="virtual_ipaddress_excluded {\n198.51.100.102\n}"))
    stage.act("start", lambda: stage.subject.has("198.51.100.102"))
    ends(stage)


def child_dies(stage):
    """The process that speaks VRRP is killed."""
    stage.find(instance(100))
    stage.enter(instance(200))
    stage.act("start", stage.subject.has)
    old = stage.subject.child()
    os.kill(old, signal.SIGKILL)
    stage.act("killed", lambda: stage.subject.child() not in (None, old) and stage.subject.has() and not stage.peer.has())
    ends(stage)


def backup_child_dies(stage):
    """The same, of a BACKUP."""
    stage.find(instance(200))
    stage.enter(instance(100))
    stage.act("start", lambda: "(V) Entering BACKUP STATE (init)" in stage.subject.said())
    old = stage.subject.child()
    os.kill(old, signal.SIGKILL)
    stage.act("killed", lambda: stage.subject.child() not in (None, old))
    ends(stage)


def all_die(stage):
    """All processes are killed at once; the next start finds what they left."""
    stage.enter(instance(100))
    stage.act("start", stage.subject.has)
    stage.subject.kill_all()
    stage.act("killed", lambda: not stage.subject.pids())
    stage.enter(instance(100))
    stage.act("again", lambda: stage.subject.said().count("(V) Entering MASTER STATE") == 2)
    ends(stage)


def deleted_address(stage):
    """Somebody deletes the address of a MASTER."""
    stage.enter(instance(100))
    stage.act("start", stage.subject.has)
    ip("-n", stage.subject.namespace, "address", "delete", f"{VIP}/24", "dev", "eth0")
    stage.act("deleted", stage.subject.has)
    ends(stage)


def bad_packets(stage):
    """Adverts that are no good, one after the other."""
    stage.enter(instance(100))
    stage.act("start", stage.subject.has)
    stranger = stage.lab.routers[1]
    good = {"vips": [VIP], "source": stranger.address}
    for name, packet in (("TTL 64", advert(ttl=64, **good)), ("checksum", advert(damage=6, **good)),
                         ("version", advert(damage=0, **good)), ("too short", advert(**good)[:-4]),
                         ("too long", advert(**good) + b"\0\0\0\0"),
                         ("other addresses", advert(stranger.address, vips=["198.51.100.200"], priority=50)),
                         ("more addresses", advert(stranger.address, priority=50)),
                         ("another interval", advert(priority=50, interval=30, **good))):
        throw(stranger, [packet])
        stage.act(name, lambda: True)
    ends(stage)


def notified(stage):
    """Scripts and FIFOs of an instance: preempted, cut, mended, stopped."""
    more = stage.witness.notify("V")
    stage.find(instance(150))
    stage.enter(stage.witness.fifos() + instance(100, more=more))
    stage.act("start", lambda: "(V) Entering BACKUP STATE (init)" in stage.subject.said())
    stage.peer.stop()
    stage.act("MASTER", stage.subject.has)
    stage.subject.cut()
    stage.act("cut", lambda: not stage.subject.has())
    stage.subject.cut(False)
    stage.act("mended", stage.subject.has)
    stage.meet(instance(150))
    stage.act("a better one", lambda: not stage.subject.has() and stage.peer.has())
    ends(stage)


def notified_of_lower(stage):
    """A MASTER hears a worse one."""
    more = stage.witness.notify("V", "notify_master_rx_lower_pri")
    stage.enter(stage.witness.fifos() + instance(100, more=more))
    stage.act("start", stage.subject.has)
    stranger = stage.lab.routers[1]
    throw(stranger, [advert(stranger.address, priority=50, vips=[VIP])])
    stage.act("a worse one", lambda: any("with lower priority 50" in line for line in stage.subject.said()))
    ends(stage)


def notified_group(stage):
    """Scripts and FIFOs of a sync group and its members, one of its cables cut and mended."""
    group_scripts, more = stage.witness.notify("G"), stage.witness.notify("of a member")
    stage.enter(stage.witness.fifos() + pair(100, more=more, group=group_scripts))
    stage.act("start", lambda: both(stage.subject))
    stage.subject.cut(cable=1)
    stage.act("cut", lambda: neither(stage.subject))
    stage.subject.cut(False, cable=1)
    stage.act("mended", lambda: both(stage.subject))
    stage.meet(pair(150))
    stage.act("a better one", lambda: both(stage.peer) and neither(stage.subject))
    ends(stage)


def notified_fault(stage):
    """Told of the FAULT that it starts with."""
    stage.subject.cut()
    stage.enter(stage.witness.fifos() + instance(100, more=stage.witness.notify("V")))
    stage.act("start", lambda: "(V) entering FAULT state" in stage.subject.said())
    ends(stage)


def notified_death(stage):
    """Who is told when the process that speaks VRRP is killed."""
    stage.enter(stage.witness.fifos() + instance(100, more=stage.witness.notify("V")))
    stage.act("start", stage.subject.has)
    old = stage.subject.child()
    os.kill(old, signal.SIGKILL)
    stage.act("killed", lambda: stage.subject.child() not in (None, old) and stage.subject.has())
    ends(stage)


SCENES = [
    alone, better_peer, worse_peer, equal_peer, equal_masters, slower_master, nopreempt, preempt_delay,
    preempt_delay_cancelled, cable, backup_cable, interface, addresses, no_address_at_start, tracked_interface_down,
    tracked_interface_weight, down_at_start, group, group_as_backup, priority_0, owner, unicast, ipv6, excluded,
    child_dies, backup_child_dies, all_die, deleted_address, bad_packets, notified, notified_of_lower, notified_group,
    notified_fault, notified_death,
]
