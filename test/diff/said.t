#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The comparer of running daemons: what is the same, what is not, and what becomes of a listed difference."""
import io
import os
import sys
from contextlib import redirect_stdout
from types import SimpleNamespace

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(HERE, "../lab"))
sys.path.insert(0, os.path.join(HERE, ".."))
from compare import Known  # noqa: E402
from diff_run import judge, without_waiting  # noqa: E402
from report import Report  # noqa: E402
from said import items, normal  # noqa: E402
from tap import done, ok  # noqa: E402

for line, wanted in (
        ("Starting Keepalived v2.2.7 (01/16,2022)", "Starting Keepalived vVERSION"),
        ("Command line: '/a/b/keepalived' '-n' '-f' '/tmp/lab.x1/r1.conf'", "Command line: 'PROGRAM' '-n' '-f' 'CONF'"),
        ("Starting VRRP child process, pid=123", "Starting VRRP child process, pid=PID"),
        ("VRRP child process(123) died: Respawning", "VRRP child process(PID) died: Respawning"),
        ("pid 12 exited due to signal 9 (Killed)", "pid PID exited due to signal 9 (Killed)"),
        ("Assigned address fe80::1:2ff:fe03:4 for interface eth0", "Assigned address LINK-LOCAL for interface eth0"),
        ("VRRP sockpool: [ifindex(  9), family(IPv4), proto(112), fd(14,15) multicast, address(224.0.0.18)]",
         "VRRP sockpool: [ifindex(N), family(IPv4), proto(112), fd(N,N) multicast, address(224.0.0.18)]"),
        ("(V) received lower priority (100) advert from 198.51.100.2 - discarding",
         "(V) received lower priority (100) advert from 198.51.100.2 - discarding")):
    ok(normal(line) == wanted, f"made comparable: {wanted}", normal(line))


def texts(mine, others, source="log"):
    return [str(i) for i in items("start", source, mine, others)]


M, B, V, W = "(V) Entering MASTER STATE", "(V) Entering BACKUP STATE", "(V) setting VIPs.", "(W) setting VIPs."
LOWER = "(V) received lower priority (1) advert from A - discarding"
ok(texts([M, V], [M, V]) == [f"(start) {M}", f"(start) {V}"], "lines of an act")
ok(texts(["Command line: 'a' '-n'", " " * 14 + "'-f'"], []) == ["(start) Command line: 'a' '-n' '-f'"], "a line in two pieces",
   texts(["Command line: 'a' '-n'", " " * 14 + "'-f'"], []))
ok(texts([M], [], "peer") == [f"(start, peer) {M}"], "lines of the other router have a place of their own")
ok(texts([M, B, M], []) == [f"(start) {M} (2 times)", f"(start) {B}"], "how often a line came counts")
ok(texts([LOWER, LOWER], []) == [f"(start) {LOWER}"], "but not of those that come with every advert")
ok(texts([V, M], [M, V])[2:] == [f"(start) {V}, then {M}"], "another order of lines that have one", texts([V, M], [M, V]))
ok(len(texts([V, LOWER, M], [V, M, LOWER])) == 3, "lines without an order have none")
ok(len(texts([V, W, M], [V, W, M])) == 3 and len(texts([M], [V, M])) == 1, "only what both say can be in another order")
ok(len(texts([V, M], [M, V], "script")) == 2, "calls of scripts have no order")
ok(texts(["the kernel has not answered in time; addresses may be left"], []) == [], "what others make wait is left out")


def run(*lines, source="log", status="0", missed=()):
    return {"acts": [("start", source, list(lines))], "missed": list(missed), "status": status}


def judged(ours, theirs, table="", kind="log"):
    """passed, failed, skipped, and unused rows"""
    known, report = Known(table), Report()
    with redirect_stdout(io.StringIO()):
        judge("scene", kind, ours, theirs, known, report, SimpleNamespace(show=False))
    return report.passed, report.failed, report.skipped, len(known.unused([kind]))


ROW = f"log\tscene\tline\t{B}\t-\tIt is meant.\n"
WAIT = "script\tscene\tline\t-\t*\tNot yet: scripts.\n"
ok(judged(run(M), run(M)) == (1, 0, 0, 0), "equal")
ok(judged(run(M), run(B)) == (0, 1, 0, 0), "different")
ok(judged(run(M), run(M), ROW) == (1, 0, 0, 1), "a listed difference that does not occur is left over")
ok(judged(run(M, B), run(M), ROW) == (1, 0, 0, 0), "one that does is as good as equal")
ok(judged(run(M, B), run(M, V), ROW) == (0, 1, 0, 0), "and covers nothing else")
ok(judged(run(M, status="1"), run(M)) == (0, 1, 0, 0), "another exit status")
ok(judged(run(M, missed=["start"]), run(M)) == (0, 1, 0, 0), "an act that came to no end")
ok(judged(run(), run("x", source="script"), WAIT, "script") == (0, 0, 1, 0), "what is not served yet is skipped")
ok(judged(run("y", source="script"), run("x", source="script"), WAIT, "script") == (0, 1, 0, 1),
   "and compared as soon as there is something")
ok(not without_waiting(Known(WAIT)).rows, "such rows are known by their reason")
done()
