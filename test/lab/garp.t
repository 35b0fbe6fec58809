#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Gratuitous ARP as it is seen on the wire: which addresses, in which order, at which distance."""
import os
import socket
import struct
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lab import Daemon, Lab, NoLab, eventually, ip  # noqa: E402
from tap import BUILD, done, ok, skip  # noqa: E402

OURS = Daemon(os.environ.get("KEEPALIVED") or os.path.join(BUILD, "keepalived/keepalived"))
DISTANCE = 0.1
ENOUGH = 0.09  # of it: the time is taken when a turn begins
CONF = """
global_defs {{
    {globals}
}}
{outside}
vrrp_instance V {{
    interface eth0
    state BACKUP
    virtual_router_id 51
    version 3
    priority 200
    advert_int {interval}
    garp_master_delay 0
    {keywords}
    virtual_ipaddress {{
        198.51.100.100/24
        198.51.100.101/24
        198.51.100.102/24
    }}
    {excluded}
}}
"""

# Frames that leave, and adverts that come: seconds, interface, O or I, bytes.
LISTEN = """
import socket, struct, sys
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
s.setsockopt(socket.SOL_SOCKET, 35, 1)  # SO_TIMESTAMPNS
print("listening", flush=True)
while True:
    frame, extra, _, (name, protocol, kind, _, _) = s.recvmsg(2048, 1024)
    if protocol == 0x0806 and kind == 4 or protocol == 0x0800 and frame[23] == 112:
        at = next(struct.unpack("qq", data) for _, what, data in extra if what == 35)
        print(f"{at[0]}.{at[1]:09d}", name, "O" if kind == 4 else "I", frame.hex(), flush=True)
"""


class Ears:
    """What a router says and hears while it is used by a with statement."""

    def __init__(self, router):
        self.path = os.path.join(router.lab.folder, "heard")
        self.process = None
        self.router = router

    def __enter__(self):
        with open(self.path, "w", encoding="utf-8") as heard:
            self.process = subprocess.Popen(  # pylint: disable=consider-using-with
                ["ip", "netns", "exec", self.router.namespace, sys.executable, "-c", LISTEN], stdout=heard)
        if not eventually(lambda: os.path.getsize(self.path)):
            raise NoLab("nobody can listen")
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def frames(self):
        with open(self.path, encoding="utf-8") as heard:
            lines = [line.split() for line in heard.read().split("\n")[1:-1]]
        return [(float(at), name, way, bytes.fromhex(frame)) for at, name, way, frame in lines]

    def announced(self, name=None):
        """(seconds, interface, address) of every gratuitous ARP that left."""
        return [(at, on, socket.inet_ntoa(frame[28:32])) for at, on, way, frame in self.frames()
                if way == "O" and frame[12:14] == b"\x08\x06" and frame[28:32] == frame[38:42] and name in (None, on)]


def conf(globals="", keywords="", excluded="", outside="", interval="0.2"):  # pylint: disable=redefined-builtin
    return CONF.format(globals=globals, keywords=keywords, outside=outside, interval=interval,
                       excluded=f"virtual_ipaddress_excluded {{\n{excluded}\n}}" if excluded else "")


def distances(said):
    return [later[0] - earlier[0] for earlier, later in zip(said, said[1:])]


def are_apart(said):
    return all(distance >= ENOUGH for distance in distances(said))


def last_bytes(said):
    return " ".join(address.rsplit(".")[-1] for _, _, address in said)


def paced(lab):
    router = lab.routers[0]
    with Ears(router) as ears:
        router.start(OURS, conf("vrrp_garp_interval 0.1", "garp_master_repeat 3\n garp_master_refresh 2"))
        eventually(lambda: len(ears.announced()) >= 12)
        said = ears.announced()[:12]
        frame = next(frame for _, _, way, frame in ears.frames() if way == "O" and frame[12:14] == b"\x08\x06")
        mac = frame[6:12]
        ok(frame == b"\xff" * 6 + mac + bytes.fromhex("08060001080006040001") + mac + frame[28:32] + b"\xff" * 6
           + frame[28:32], "a frame is a request of an address for itself", frame.hex())
        ok(last_bytes(said[:9]) == "100 101 102 100 101 102 100 101 102", "3 addresses, 3 times: in turns", said)
        ok(are_apart(said[:9]), "3 addresses, 3 times: at a distance", distances(said))
        ok(last_bytes(said[9:]) == "100 101 102" and said[9][0] - said[8][0] > 3 * DISTANCE,
           "and no more before the refresh", said)
        ok(are_apart(said[9:]), "a refresh keeps the distance, too", distances(said))
        router.stop()


def better(router):
    """Adverts of a better router that come to this one."""
    addresses = b"".join(socket.inet_aton(f"198.51.100.{n}") for n in (100, 101, 102))
    message = bytearray(struct.pack("!BBBBHH", 0x31, 51, 250, 3, 100, 0) + addresses)
    pseudo = socket.inet_aton(router.address) + socket.inet_aton("224.0.0.18") + struct.pack("!BBH", 0, 112, len(message))
    total = sum(struct.unpack(f"!{(len(pseudo) + len(message)) // 2}H", pseudo + bytes(message)))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    struct.pack_into("!H", message, 6, ~total & 0xffff)
    program = ("import socket, sys; s = socket.socket(socket.AF_INET, socket.SOCK_RAW, 112);"
               "s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 255);"
               "s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(sys.argv[1]));"
               "s.sendto(bytes.fromhex(sys.argv[2]), ('224.0.0.18', 0))")
    subprocess.run(["ip", "netns", "exec", router.namespace, sys.executable, "-c", program, router.address,
                    message.hex()], check=True)


def hushed(lab):
    """Deposed in the middle of a burst, and MASTER again when the other one is silent."""
    router, stranger = lab.routers
    with Ears(router) as ears:
        router.start(OURS, conf("vrrp_garp_interval 0.1", "garp_master_repeat 100", interval="0.5"))
        eventually(lambda: len(ears.announced()) >= 4)
        better(stranger)
        ok(eventually(lambda: not router.has()), "in the middle of a burst a better router comes", lab.story())
        ok(eventually(router.has), "and is silent then", lab.story())
        last = [at for at, _, way, _ in ears.frames() if way == "I"][-1]
        eventually(lambda: len([a for a in ears.announced() if a[0] > last + 1]) >= 3)
        frames = ears.frames()
        heard = [at for at, _, way, _ in frames if way == "I"][0]
        again = [at for at, _, way, frame in frames if way == "O" and frame[12:14] == b"\x08\x00" and at > heard][0]
        between = [a for a in ears.announced() if heard + 0.05 < a[0] < again]
        ok(again - heard > 1 and len(between) <= 1, "what waited for its turn is not said any more", between)
        anew = [a for a in ears.announced() if a[0] > again]
        ok(last_bytes(anew[:3]) == "100 101 102", "as MASTER again it begins anew", last_bytes(anew))
        router.stop()


def other_interface(router):
    ip("-n", router.namespace, "link", "add", "eth1", "type", "veth", "peer", "name", "far1")
    for name in ("far1", "eth1"):
        ip("-n", router.namespace, "link", "set", name, "up")


def grouped(lab):
    router = lab.routers[0]
    other_interface(router)
    elsewhere = "203.0.113.1/24 dev eth1\n203.0.113.2/24 dev eth1\n203.0.113.3/24 dev eth1"
    with Ears(router) as ears:
        router.start(OURS, conf("vrrp_garp_interval 0.1", "garp_master_repeat 2", elsewhere))
        eventually(lambda: len(ears.announced()) >= 12)
        said = ears.announced()
        ok(len(said) == 12 and are_apart([a for a in said if a[1] == "eth0"])
           and are_apart([a for a in said if a[1] == "eth1"]), "two interfaces, each at its distance", said)
        ok({a[1] for a in said[:2]} == {"eth0", "eth1"} and said[1][0] - said[0][0] < ENOUGH,
           "and neither waits for the other", said)
        router.stop()
    with Ears(router) as ears:
        router.start(OURS, conf("", "garp_master_repeat 2", elsewhere,
                                "garp_group {\n garp_interval 0.1\n interfaces {\n eth0\n eth1\n }\n}"))
        eventually(lambda: len(ears.announced()) >= 12)
        said = ears.announced()
        ok(len(said) == 12 and are_apart(said), "a group keeps the distance on both together", distances(said))
        ok({a[1] for a in said} == {"eth0", "eth1"}, "a group: both", said)
        router.stop()


def extra(lab):
    router = lab.routers[0]
    with Ears(router) as ears:
        router.start(OURS, conf("", "garp_master_repeat 1\n garp_extra_if all 1", "203.0.113.1/24 dev eth1"))
        eventually(lambda: len(ears.announced()) >= 6)
        said = ears.announced()[:6]
        ok(sorted(last_bytes(said[:4]).split()) == ["1", "100", "101", "102"], "first all of them", said)
        ok(last_bytes(said[4:]) == "1 1" and said[5][0] - said[4][0] > 0.5,
           "then, at intervals, those on other interfaces", said)
        router.stop()
    with Ears(router) as ears:
        router.start(OURS, conf("", "garp_master_repeat 1\n garp_extra_if 1\n garp_master_refresh 3",
                                "203.0.113.1/24 dev eth1"))
        eventually(lambda: len(ears.announced()) >= 5)
        said = ears.announced()[:5]
        ok(said[4][0] - said[3][0] > 2.5, "without all none, as there is no virtual MAC", said)
        router.stop()


def source(lab):
    """With peers that are written down, who comes back says where it is: they may have an old entry."""
    router = lab.routers[0]
    with Ears(router) as ears:
        router.start(OURS, conf("", f"unicast_peer {{\n {lab.routers[1].address}\n }}"))
        ok(eventually(router.has), "unicast: it has the address", lab.story())
        ip("-n", router.namespace, "link", "set", "eth0", "down")
        ok(eventually(lambda: not router.has()), "unicast: its interface goes down", lab.story())
        before = len(ears.announced())
        ip("-n", router.namespace, "link", "set", "eth0", "up")
        ok(eventually(router.has), "unicast: and up again", lab.story())
        eventually(lambda: len(ears.announced()) >= before + 4)
        said = ears.announced()[before:before + 4]
        ok(last_bytes(said) == "1 100 101 102", "unicast: its own address first, once", said)
        router.stop()


try:
    with Lab(2) as a_lab:
        for part in (paced, hushed, grouped, extra, source):
            part(a_lab)
except NoLab as why:
    skip("routers in namespaces", str(why).strip())
done()
