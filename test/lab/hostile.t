#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Two routers and a stranger who sends ten thousand packets a second that are no good: they are named in the log, and
nothing else comes of them. Adverts of the MASTER are timed at the switch."""
import contextlib
import os
import random
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lab import Daemon, Lab, NoLab, eventually  # noqa: E402
from tap import BUILD, done, ok, skip  # noqa: E402
from wire import Watch, advert2, advert3, flood, frame  # noqa: E402

OURS = Daemon(os.environ.get("KEEPALIVED") or os.path.join(BUILD, "keepalived/keepalived"))
A_SECOND = 10000
SECONDS = 2
TICKS = os.sysconf("SC_CLK_TCK")
CONF = """
vrrp_instance V {{
    interface eth0
    state BACKUP
    virtual_router_id 51
    version {version}
    priority {priority}
    advert_int {interval}
    {more}
    virtual_ipaddress {{
        198.51.100.100/24
    }}
}}
"""


def bad3(source):
    """What is wrong, and what the log has to say of it; None where it is not for us to say anything. A sender's lengths
    are of one kind, so the second one has another sender."""
    good = advert3(source)
    other = source + "0"
    rng = random.Random(11)
    kinds = {
        "TTL": ("invalid TTL/HL. Received 254 and expect 255", frame(good, source, ttl=254)),
        "checksum": ("Invalid VRRPv3 checksum", frame(good[:7] + bytes([good[7] ^ 1]) + good[8:], source)),
        "too short": ("vrrp packet too short", frame(good[:8], source)),
        "too long": ("vrrp packet too long", frame(advert3(other, more=b"\0" * 40), other)),
        "version": ("wrong version. Received 4", frame(advert3(source, kind=0x41), source)),
        "type": ("Invalid packet type. 2 and expect 1", frame(advert3(source, kind=0x32), source)),
        "VRID": (None, frame(advert3(source, vrid=52), source)),
        "first fragment": (None, frame(good[:8], source, fragment=0x2000)),
        "last fragment": (None, frame(good[8:] + b"\0" * 4, source, fragment=1)),
        "AH": (None, frame(b"\x70\x04" + b"\0" * 22 + good, source, protocol=51)),
        "unicast": (None, frame(good, source, destination="198.51.100.1")),
        "headers": (None, frame(b"\x31", source)),
    }
    for n in range(8):
        kinds[f"random bytes {n}"] = (None, frame(b"\x31\x33" + rng.randbytes(rng.randrange(1, 300)), source))
    return kinds


def bad2(source):
    return {
        "password": ("received an invalid passwd!", frame(advert2(password=b"guess"), source)),
        "no authentication": ("received a 0 auth, expecting 1!", frame(advert2(auth=0, password=b""), source)),
        "type of authentication": ("Invalid auth type: 7", frame(advert2(auth=7), source)),
        "interval": ("advertisement interval mismatch mine=1 sec rcv'd=2 sec", frame(advert2(interval=2), source)),
        "checksum, version 2": ("Invalid VRRPv2 checksum", frame(advert2(damage=1), source)),
    }


@contextlib.contextmanager
def watched(lab, router, interval, name):
    """What is done within delays no advert of ROUTER so long that another one would have taken over."""
    watch = Watch(lab, router)
    yield
    watch.end()
    times = [advert.when for advert in watch.adverts]
    gaps = [b - a for a, b in zip(times, times[1:])]
    ok(len(gaps) > 1 and max(gaps) < 2.5 * interval, f"{name}: no advert is missed",
       f"{len(times)} adverts, longest gap {max(gaps or [0]) * 1000:.1f} ms")


def cpu(pid):
    with open(f"/proc/{pid}/stat", encoding="utf-8") as f:
        fields = f.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def start_pair(lab, version, interval, more=""):
    for router, priority in zip(lab.routers, (200, 100)):
        router.start(OURS, CONF.format(version=version, priority=priority, interval=interval, more=more))
    eventually(lambda: n_lines(lab.routers[1], "Entering BACKUP STATE"))
    ok(lab.is_owned_by(1), f"version {version}: the better one has the address", lab.story())


def stop_pair(lab, name):
    for router in lab.routers[:2]:
        status = router.stop()
        ok(status == 0 and router.addresses() == [router.address], f"{name}: router {router.number} stops in order",
           f"status {status}")


def n_lines(router, text):
    return sum(text in line for line in router.said())


def floods(lab, name, kinds, interval, seconds=SECONDS):
    """All kinds in turn; both routers stay what they are, and name each kind, but not each packet."""
    pair = lab.routers[:2]
    children = [r.child() for r in pair]
    before = [cpu(pid) for pid in children]
    said = [len(r.said()) for r in pair]
    with watched(lab, pair[0], interval, name):
        flood(lab.routers[2], [packet for _, packet in kinds.values()], A_SECOND, seconds)
    used = [(cpu(pid) - b) / seconds for pid, b in zip(children, before)]
    for kind, (text, _) in kinds.items():
        if text:
            counts = [n_lines(r, text) for r in pair]
            ok(all(counts), f"{name}: {kind} is said", f"{text}: {counts} lines")
    said = [len(r.said()) - n for r, n in zip(pair, said)]
    ok(max(said) <= 2 * len(kinds), f"{name}: and not for each packet", f"{said} lines")
    ok(lab.owners() == [1] and [r.child() for r in pair] == children, f"{name}: nothing else comes of it", lab.story())
    ok(n_lines(pair[1], "Entering MASTER STATE") == n_lines(pair[0], "Entering BACKUP STATE") - 1 == 0,
       f"{name}: nobody changed its state", lab.story())
    ok(max(used) < 0.5, f"{name}: less than half of a processor", f"{used} of one")


def invented_senders(lab):
    """The log is not to be filled by somebody who changes the source address."""
    frames = [frame(advert3(f"198.51.100.{n}"), f"198.51.100.{n}", ttl=9) for n in range(10, 250)]
    with watched(lab, lab.routers[0], 0.1, "invented senders"):
        flood(lab.routers[2], frames, A_SECOND, SECONDS)
    n = n_lines(lab.routers[0], "Received 9 and expect 255")
    ok(1 <= n <= 20, "invented senders: a few lines", f"{n} lines")
    ok(lab.owners() == [1], "invented senders: nothing else comes of it", lab.story())


def flapping(lab):
    """Better adverts and leave-takings in turn: there is an owner in the end, and one only."""
    one, two, stranger = lab.routers
    children = [r.child() for r in (one, two)]
    source = stranger.address
    flood(stranger, [frame(advert3(source), source), frame(advert3(source, priority=0), source)], 40, SECONDS)
    ok(n_lines(one, "Entering BACKUP STATE") > 2, "a flapping stranger: is believed", one.said()[-10:])
    ok(lab.is_owned_by(1), "a flapping stranger: one owner in the end", lab.story())
    ok(eventually(lambda: [r.child() for r in (one, two)] == children), "a flapping stranger: nobody died", lab.story())


def inferior(lab):
    """Good adverts of less priority, and leave-takings, at the same pace: each may be answered, none is obeyed."""
    one, _, stranger = lab.routers
    child = one.child()
    source = stranger.address
    before = cpu(child)
    flood(stranger, [frame(advert3(source, priority=1), source), frame(advert3(source, priority=0), source)],
          A_SECOND, SECONDS)
    used = (cpu(child) - before) / SECONDS
    ok(lab.owners() == [1] and one.child() == child, "lesser adverts: the address stays", lab.story())
    ok(used < 0.8, "lesser adverts: less than a processor", f"{used} of one")


try:
    with Lab(3) as three:
        start_pair(three, 3, 0.1)
        floods(three, "bad packets", bad3(three.routers[2].address), 0.1)
        invented_senders(three)
        inferior(three)
        flapping(three)
        stop_pair(three, "version 3")
    with Lab(3) as three:
        start_pair(three, 2, 1, "authentication {\n auth_type PASS\n auth_pass secret\n }")
        floods(three, "bad packets of version 2", bad2(three.routers[2].address), 1, 4)
        stop_pair(three, "version 2")
except NoLab as why:
    skip("routers in namespaces", str(why).strip())
done()
