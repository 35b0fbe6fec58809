#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Who may include whom: the tree keeps to the floors, and tools/floors sees when one does not."""
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import ROOT, done, ok

FLOORS = os.path.join(ROOT, "tools/floors")


def floors(root):
    run = subprocess.run([sys.executable, FLOORS, "--root", root], stdout=subprocess.PIPE, text=True)
    return run.returncode, run.stdout


def planted(files):
    """What floors says of a tree of these files: path -> headers it includes."""
    with tempfile.TemporaryDirectory() as root:
        for path, headers in files.items():
            os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
            with open(os.path.join(root, path), "w", encoding="utf-8") as source:
                source.writelines(f"#include {h if h[0] == '<' else chr(34) + h + chr(34)}\n" for h in headers)
        return floors(root)


def refused(name, files, where, reason):
    status, out = planted(files)
    ok(status == 1 and len(out.splitlines()) == 1 and out.startswith(where) and reason in out, name, out or "accepted")


def accepted(name, files):
    status, out = planted(files)
    ok(status == 0 and not out, name, out)


status, out = floors(ROOT)
ok(status == 0, "the tree keeps to its floors", out)

accepted("downwards, own folder, own core", {
    "lib/base/a.h": ["<stdint.h>"],
    "lib/net/n.h": ["lib/base/a.h"],
    "lib/net/n.c": ["lib/net/n.h", "<netinet/in.h>"],
    "lib/sys/s.h": ["lib/net/n.h"],
    "keepalived/model/m.h": ["lib/net/n.h"],
    "keepalived/check/core/c.h": ["keepalived/model/m.h"],
    "keepalived/kernel/core/k.h": ["keepalived/model/m.h"],
    "keepalived/check/r.c": ["keepalived/check/core/c.h", "keepalived/kernel/core/k.h", "lib/sys/s.h"],
    "keepalived/main.c": ["config.h", "keepalived/model/m.h", "keepalived/check/core/c.h"],
})
refused("upwards", {"lib/base/a.c": ["lib/text/t.h"], "lib/text/t.h": []}, "lib/base/a.c:1:", "upwards")
refused("model upwards", {"keepalived/model/m.c": ["<stdint.h>", "keepalived/check/core/c.h"], "keepalived/check/core/c.h": []},
        "keepalived/model/m.c:2:", "not open")
refused("texts and the network", {"lib/text/t.c": ["lib/net/n.h"], "lib/net/n.h": []}, "lib/text/t.c:1:", "upwards")
refused("sideways between roles", {"keepalived/vrrp/v.c": ["keepalived/bfd/b.h"], "keepalived/bfd/b.h": []},
        "keepalived/vrrp/v.c:1:", "sideways")
refused("core of another role", {"keepalived/vrrp/v.c": ["keepalived/bfd/core/b.h"], "keepalived/bfd/core/b.h": []},
        "keepalived/vrrp/v.c:1:", "not open")
refused("core to core", {"keepalived/vrrp/core/v.c": ["keepalived/bfd/core/b.h"], "keepalived/bfd/core/b.h": []},
        "keepalived/vrrp/core/v.c:1:", "not open")
refused("core to its own shell", {"keepalived/vrrp/core/v.c": ["keepalived/vrrp/s.h"], "keepalived/vrrp/s.h": []},
        "keepalived/vrrp/core/v.c:1:", "core includes")
refused("pure to the world", {"lib/conf/c.c": ["lib/sys/s.h"], "lib/sys/s.h": []}, "lib/conf/c.c:1:", "pure")
refused("a tool and a role", {"genhash/g.c": ["keepalived/check/c.h"], "keepalived/check/c.h": []},
        "genhash/g.c:1:", "lib and model only")
refused("cycle", {"lib/base/a.h": ["lib/base/b.h"], "lib/base/b.h": ["lib/base/c.h"], "lib/base/c.c": ["lib/base/a.h"],
                  "lib/base/c.h": []}, "lib/base/a.h:1:", "cycle of lib/base/a, lib/base/b, lib/base/c")
refused("cycle through sources", {"lib/base/a.c": ["lib/base/b.h"], "lib/base/a.h": [], "lib/base/b.c": ["lib/base/a.h"], "lib/base/b.h": []},
        "lib/base/a.c:1:", "cycle of lib/base/a, lib/base/b")
accepted("an inner header", {"lib/base/a.c": ["lib/base/a_parts.h"], "lib/base/a.h": [], "lib/base/a_parts.h": ["lib/base/a.h"],
                             "lib/base/b.c": ["lib/base/a_parts.h"]})
refused("libnl away from home", {"keepalived/vrrp/v.c": ["<netlink/netlink.h>"]}, "keepalived/vrrp/v.c:1:", "libnl")
accepted("libnl at home", {"lib/sys/netlink.c": ["<netlink/netlink.h>"], "keepalived/kernel/k.c": ["<netlink/route/addr.h>"]})
refused("libnl in a core", {"keepalived/kernel/core/k.c": ["<netlink/netlink.h>"]}, "keepalived/kernel/core/k.c:1:", "libnl")
refused("a library without a home", {"lib/base/a.c": ["<glib.h>"]}, "lib/base/a.c:1:", "no home")
refused("not by path from the root", {"lib/base/a.c": ["a.h"], "lib/base/a.h": []}, "lib/base/a.c:1:", "path from the root")
refused("a folder on no floor", {"lib/misc/a.c": []}, "lib/misc/a.c:1:", "no floor")
done()
