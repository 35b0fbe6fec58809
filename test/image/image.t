#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Images: the same text gives the same bytes; another process uses them where they are."""
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ.get("top_srcdir", "."), "test"))
import tap  # noqa: E402

TOOL = os.path.join(tap.BUILD, "test/image/image_tool")
N = 4000  # instances, each with a script, two addresses and a reference: 5 objects

HEAD = """global_defs {
    router_id image
    dynamic_interfaces allow_if_changes
    enable_script_security
    script_user root
    vrrp_iptables
}
"""
ONE = """vrrp_script s%(i)d {
    script "/usr/bin/true"
}
vrrp_instance V%(i)d {
    interface dum%(j)d
    virtual_router_id %(k)d
    priority 100
    authentication {
        auth_type PASS
        auth_pass secret%(i)d
    }
    track_script {
        s%(i)d
    }
    virtual_ipaddress {
        10.%(a)d.%(b)d.1
        10.%(a)d.%(b)d.2/24 label x:%(k)d
    }
}
"""


def tool(verb, conf, *wrapper):
    p = subprocess.run([*wrapper, TOOL, verb, conf], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    return p.returncode, p.stdout.decode() + p.stderr.decode()


def is_sanitized():
    return b"__asan_init" in open(TOOL, "rb").read()


with tempfile.TemporaryDirectory() as folder:
    conf = os.path.join(folder, "image.conf")
    with open(conf, "w", encoding="ascii") as f:
        f.write(HEAD)
        for i in range(N):
            f.write(ONE % {"i": i, "j": i // 255, "k": i % 255 + 1, "a": i // 256 % 256, "b": i % 256})

    first, second = tool("digest", conf), tool("digest", conf)
    tap.ok(first[0] == 0 and first == second, "two loads give the same bytes", [str(first), str(second)])
    other = tool("digest", conf, "env", "LC_ALL=C", "X=" + "y" * 5000)
    tap.ok(other == first, "whatever the environment is", str(other))

    status, text = tool("walk", conf)
    found = re.match(r"objects (\d+) bytes (\d+) dirty_kb (-?\d+)", text)
    tap.ok(status == 0 and found and int(found[1]) >= 20_000, "a second process visits 20 000 objects", text)
    if is_sanitized():
        tap.skip("with less than 200 kB of its own", "the sanitizer has memory of its own")
    else:
        tap.ok(found and 0 <= int(found[3]) < 200, "with less than 200 kB of its own", text)
    status, text = tool("write", conf)
    tap.ok("died of signal" in text or status == 1 and "SEGV" in text, "it cannot write to it", text)

    with open(conf, "a", encoding="ascii") as f:
        f.write("! a comment more\n")
    tap.ok(tool("digest", conf) == first, "a comment changes nothing")
    with open(conf, "a", encoding="ascii") as f:
        f.write("garp_group {\n garp_interval 1\n}\n")
    tap.ok(tool("digest", conf) != first, "a block does")
tap.done()
