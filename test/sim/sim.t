#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""VRRP in simulated time: the written scenarios, and a budget of random worlds."""
import glob
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ.get("top_srcdir", "."), "test"))
import tap  # noqa: E402

TOOL = os.path.join(tap.BUILD, "test/sim/sim_tool")
HERE = os.path.join(tap.ROOT, "test/sim")
with open(TOOL, "rb") as f:
    HAS_SANITIZERS = b"__asan_init" in f.read()
SEEDS = 1000 if HAS_SANITIZERS else 5000


def run(*args):
    p = subprocess.run(args, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return p.returncode, p.stdout.decode(errors="replace")


def scenario(text):
    """Status and output of one that is written here."""
    with tempfile.NamedTemporaryFile("w", suffix=".scn") as f:
        f.write(text)
        f.flush()
        return run(TOOL, "scenario", f.name)


for path in sorted(glob.glob(os.path.join(HERE, "scenarios/*.scn"))):
    status, out = run(TOOL, "scenario", path)
    tap.ok(status == 0, os.path.basename(path)[:-4], out)

# What is written can be wrong.
START = "routers a b interval 1s\nat 0s start a b\n"
for name, text, says in [
        ("a state that is not so", START + "by 4s a MASTER\n", ":3: a is BACKUP, not MASTER"),
        ("a state that does not last", START + "until 4s b BACKUP\n", ":3: b is MASTER, not BACKUP"),
        ("an announcement of nobody", START + "by 1s announced b\n", ":3: the last announcement is not that of b"),
        ("a notification too few", START + "by 4s b notified MASTER 2\n", ":3: b was notified of MASTER 1 times"),
        ("a priority", START + "by 1s a effective 99\n", ":3: the priority of a is 100"),
        ("two for too long", "routers a b\nnever both MASTER while linked for more than 500ms\nat 0s cut a b\n"
         "at 0s start a b\nat 5s heal a b\nby 6s a BACKUP\n", ":6: two are MASTER for too long"),
        ("a silent master", START + "never b silent for more than 900ms\nby 6s b MASTER\n", ":4: b is silent"),
        ("nobody for too long", START + "never no MASTER for more than 3s\nby 6s b MASTER\n", ":4: nobody is MASTER for too long"),
        ("an unknown router", START + "at 1s stop c\n", ":3: there is no router 'c'"),
        ("an unknown word", START + "at 1s explode a\n", ":3: 'explode' is nothing that happens"),
        ("an unknown reason", START + "at 1s fault a bad_mood\n", ":3: there is no reason 'bad_mood'"),
        ("words too many", START + "at 1s clear a now\n", ":3: 'now' is too much"),
        ("the past", START + "by 4s b MASTER\nat 1s stop a\n", ":4: this time is over"),
        ("nothing", "", ":0: nothing in it")]:
    status, out = scenario(text)
    tap.ok(status == 1 and says in out, f"what is written is wrong: {name}", out)

status, out = run(os.path.join(HERE, "run"), str(SEEDS))
tap.ok(status == 0, f"{SEEDS} random worlds", out)
print("# " + out.splitlines()[-1])
tap.done()
