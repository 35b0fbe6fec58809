#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Two routers and a client on a network of their own: the client talks to an address that moves when its owner dies.

failover.py KEEPALIVED - as root; shows who owns the address, and how long the client had nobody to talk to."""
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../lab"))
from lab import VIP, Daemon, Lab, NoLab, eventually  # noqa: E402

CONF = """
vrrp_instance demo {{
    interface eth0
    state BACKUP
    virtual_router_id 51
    priority {priority}
    advert_int 1
    virtual_ipaddress {{
        {vip}/24
    }}
}}
"""
ANSWER = """
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("", 4000))
while True:
    s.sendto(*s.recvfrom(100))
"""
ASK = """
import socket, sys, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(0.02)
while True:
    try:
        s.sendto(b"?", (sys.argv[1], 4000))
        s.recv(100)
        print(time.monotonic(), flush=True)
    except OSError:
        pass
    time.sleep(0.02)
"""


class Client:
    """Asks whoever has the address, fifty times a second."""

    def __init__(self, router, lab):
        self.path = os.path.join(lab.folder, "client")
        with open(self.path, "w", encoding="utf-8") as out:
            self.process = run(router, ASK, VIP, stdout=out)

    def answers(self):
        with open(self.path, encoding="utf-8") as f:
            return [float(line) for line in f if line.endswith("\n")]

    def longest_silence(self, since):
        times = [t for t in self.answers() if t >= since]
        return max((b - a for a, b in zip([since] + times, times)), default=None)


def run(router, program, *arguments, stdout=None):
    return subprocess.Popen(["ip", "netns", "exec", router.namespace, sys.executable, "-c", program, *arguments],
                            stdout=stdout, stderr=subprocess.DEVNULL)


def row(lab, began, what):
    cells = ["owner" if router.has() else "-" for router in lab.routers[:2]]
    print(f"{time.monotonic() - began:6.1f} s   {cells[0]:<10}{cells[1]:<10}{what}", flush=True)


def watch(lab, began, what, is_over):
    row(lab, began, what)
    last = lab.owners()

    def look():
        nonlocal last
        is_at_end = is_over()
        now = lab.owners()
        if now != last:
            row(lab, began, "")
        last = now
        return is_at_end
    return eventually(look)


def act(lab, began, client, what, deed, owner):
    """The deed, and how long the client had no answer. False if the address did not get to OWNER."""
    since = time.monotonic()
    deed()
    good = watch(lab, began, what, lambda: lab.owners() == [owner] and client.answers()[-1:] > [since])
    good = good and eventually(lambda: client.answers()[-1] > time.monotonic() - 0.1)
    time.sleep(0.5)  # a silence that goes on belongs to it
    silence = client.longest_silence(since)
    print(f"{'':31}the client was without an answer for {silence:.2f} s" if silence else "", flush=True)
    return good


def show(lab, daemon):
    one, two, host = lab.routers
    began = time.monotonic()
    helpers = [run(router, ANSWER) for router in (one, two)]
    print(f"             {'router 1':<10}{'router 2':<10}({VIP}, priorities 200 and 100, an advert a second)")
    one.start(daemon, CONF.format(priority=200, vip=VIP))
    two.start(daemon, CONF.format(priority=100, vip=VIP))
    good = watch(lab, began, "both start", lambda: lab.owners() == [1])
    client = Client(host, lab)
    helpers.append(client.process)
    good = good and eventually(client.answers)

    good = good and act(lab, began, client, "router 1 is stopped in order", one.stop, 2)
    good = good and act(lab, began, client, "router 1 is started again",
                        lambda: one.start(daemon, CONF.format(priority=200, vip=VIP)), 1)
    good = good and act(lab, began, client, "router 1 loses its power", one.lose_power, 2)
    for helper in helpers:
        helper.kill()
    if not good:
        print("\n".join(lab.story()), file=sys.stderr)
    return good


try:
    with Lab(3) as the_lab:
        sys.exit(0 if show(the_lab, Daemon(os.path.abspath(sys.argv[1]))) else 1)
except NoLab as why:
    print(f"no network of its own can be made here ({why}); the rest of the demonstration did not need one")
