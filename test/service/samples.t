#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Sample configurations: nothing is wrong with any, nothing that they ask for is not served, and no two are alike."""
import glob
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import BUILD, ROOT, done, ok, skip  # noqa: E402

BIN = os.path.abspath(os.environ.get("KEEPALIVED") or os.path.join(BUILD, "keepalived/keepalived"))
TOOL = os.path.join(BUILD, "test/conf/conf_tool")
SAMPLES = sorted(glob.glob(os.path.join(ROOT, "doc/samples/*.conf"))) + [os.path.join(ROOT, "etc/keepalived.conf.sample")]
HOSTS = ["alpha", "beta"]  # who is who in one-file.conf
WORLD = """
ip link add eth0 type veth peer name eth1 && ip link set eth0 up && ip link set eth1 up || exit 77
exec "$@"
"""


def run(*words):
    return subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=60, check=False)


def in_world(*words):
    return run("unshare", "--net", "sh", "-c", WORLD, "sh", *words)


ok(len(SAMPLES) > 5, "there are samples")
dumps = {}
for path in SAMPLES:
    for host in HOSTS:
        got = run(TOOL, "-i", host, path)
        ok(got.stdout == "status 0\n", f"{os.path.basename(path)} on {host}: no finding", got.stdout)
        dumps.setdefault(run(TOOL, "-i", host, "--dump", path).stdout, set()).add(path)
alike = [" ".join(sorted(paths)) for paths in dumps.values() if len(paths) > 1]
ok(not alike, "each is one of its own", alike)
ok(len(dumps) == len(SAMPLES) + 1, "one-file.conf differs from host to host, and no other one", f"{len(dumps)}")

if os.geteuid() == 0 and in_world("true").returncode == 0:
    for path in SAMPLES:
        got = in_world(BIN, "-t", "-f", path)
        ok(got.returncode == 0 and not got.stdout, f"{os.path.basename(path)}: keepalived -t has nothing to say",
           f"status {got.returncode}\n{got.stdout}")
else:
    skip("keepalived -t on samples", "needs root and network namespaces")
done()
