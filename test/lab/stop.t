#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The two ways in which a service manager stops a service: the parent is told and tells its children
(KillMode=process), or every process is told at once (KillMode=control-group)."""
import os
import signal
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lab import Daemon, Lab, NoLab, eventually  # noqa: E402
from tap import BUILD, done, ok, skip  # noqa: E402

OURS = Daemon(os.environ.get("KEEPALIVED") or os.path.join(BUILD, "keepalived/keepalived"))
TIMES = 3  # the quickest of which counts: the machine may be busy
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
        203.0.113.1/32
    }
}
"""


def parent_only(router):
    return [router.process.pid]


def parent_first(router):
    return [router.process.pid, *(pid for pid in router.pids() if pid != router.process.pid)]


def parent_last(router):
    return parent_first(router)[::-1]


def stop(lab, name, pids_of):
    """How long it took; None if it did not go well."""
    router = lab.routers[0]
    router.start(OURS, CONF)
    if not lab.is_owned_by(1):
        return ok(False, f"{name}: it runs", lab.story())
    before = len(router.said())
    pids = pids_of(router)
    start = time.monotonic()
    for pid in pids:
        os.kill(pid, signal.SIGTERM)
    status = router.process.wait(20)
    took = time.monotonic() - start
    said = router.said()[before:]
    faults = [f"status {status}"] if status else []
    faults += [f"{address} is left" for address in router.addresses() if address != router.address]
    faults += [f"process {pid} is left" for pid in router.pids()]
    faults += [line for line in said if "died" in line or "exited" in line or "forcing" in line]
    faults += [f"no line: {text}" for text in ("(V) sent 0 priority", "(V) removing VIPs.", "Stopped Keepalived")
               if not any(text in line for line in said)]
    return took if ok(not faults, f"{name}: it ends in order, and nothing is left", faults + said) else None


try:
    with Lab(1) as switch:
        for way in (parent_only, parent_first, parent_last):
            title = "TERM to " + {"parent_only": "the parent", "parent_first": "all, the parent first",
                                  "parent_last": "all, the parent last"}[way.__name__]
            times = [stop(switch, title, way) for _ in range(TIMES)]
            quickest = min((t for t in times if t), default=0)
            ok(1.0 <= quickest <= 1.2, f"{title}: within the second for what has to get out", str(times))
        keeper = switch.routers[0]
        keeper.start(OURS, CONF, "-V")
        ok(switch.is_owned_by(1) and eventually(lambda: "(V) Entering MASTER STATE" in keeper.said()[-20:]),
           "-V: MASTER", keeper.said())
        n_zero = keeper.said().count("(V) sent 0 priority")
        ok(keeper.stop() == 0 and keeper.has() and keeper.said().count("(V) sent 0 priority") == n_zero,
           "-V: it stops without a word, and the address stays", keeper.said()[-20:])
        keeper.start(OURS, CONF)
        ok(eventually(lambda: "(V) Entering BACKUP STATE (init)" in keeper.said()[-20:]) and switch.is_owned_by(1) and
           keeper.stop() == 0 and not keeper.has(), "-V: the next start and stop takes it away", keeper.said()[-20:])

        keeper.start(OURS, CONF)
        ok(switch.is_owned_by(1), "kill -9 of the parent: MASTER", keeper.said())
        n_zero = keeper.said().count("(V) sent 0 priority")
        keeper.process.kill()
        keeper.process.wait()
        ok(eventually(lambda: not keeper.pids()) and not keeper.has() and
           keeper.said().count("(V) sent 0 priority") == n_zero + 1, "kill -9 of the parent: the others stop in order",
           keeper.said()[-20:])
except NoLab as why:
    skip("routers in namespaces", str(why).strip())
done()
