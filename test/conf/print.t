#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""keepalived --print-config=json on the command line: origins, errors, secrets, size, outputs that fail."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.environ.get("top_srcdir", "."), "test"))
import tap  # noqa: E402

BIN = os.environ.get("KEEPALIVED") or os.path.join(tap.BUILD, "keepalived/keepalived")
DIR = tempfile.mkdtemp(prefix="print.")
LIMIT = 240  # seconds, on a machine that has other work as well


def path(name):
    return os.path.join(DIR, name)


def write(name, data, mode=0o644):
    with open(path(name), "wb") as file:
        file.write(data if isinstance(data, bytes) else data.encode())
    os.chmod(path(name), mode)
    return path(name)


def run(conf, how="--print-config=json", **keywords):
    return subprocess.run([BIN, how, "-f", conf], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=LIMIT, check=False, **keywords)


def check(name, conf, status, says=None, **keywords):
    """The document; {} if there is none. SAYS has to be among what standard error gets."""
    got = run(conf, **keywords)
    errors = got.stderr.decode(errors="replace")
    try:
        doc = json.loads(got.stdout)
    except ValueError:
        doc = {}
    good = got.returncode == status and doc.get("status") == status and (says or "") in errors
    tap.ok(good, f"{name}: status {got.returncode}", [f"wanted {status} and '{says}'"] + errors.splitlines()[:8])
    return doc if good else {"configuration": {}, "files": []}


def shown(doc, *keys):
    """What stands at a path of keywords; a number chooses among blocks. None if nothing does."""
    part = {"keywords": doc["configuration"]}
    for key in keys:
        try:
            part = part[key] if isinstance(key, int) else part["keywords"][key]
        except (KeyError, IndexError, TypeError):
            return None
    return part


def is_equal(name, got, wanted):
    tap.ok(got == wanted, name, [f"wanted {json.dumps(wanted)}", f"got    {json.dumps(got)}"])


# A good file, and where its values come from
good = write("good", f"""include {path('more')}
vrrp_script chk {{
    script "/bin/true 'a b'"
    user root
}}
""")
more = write("more", """global_defs {
    vrrp_garp_master_delay 7
    enable_script_security
    script_user root
}
$VRID=51
vrrp_instance VI_1 {
    interface lo0
    virtual_router_id $VRID
    preempt
    track_script {
        chk
    }
    virtual_ipaddress {
        192.0.2.100/24 dev lo
    }
}
""")
doc = check("an included file", good, 5, "doesn't exist")
is_equal("the table of files", doc["files"], [good, more])
is_equal("the version of the format", doc.get("version"), 1)
is_equal("a value of an included file, through a definition",
         shown(doc, "vrrp_instance", 0, "virtual_router_id"),
         {"value": 51, "origin": "given", "file": more, "line": 9})
is_equal("an inherited value", shown(doc, "vrrp_instance", 0, "garp_master_delay"),
         {"value": 7, "origin": "inherited", "from": "global_defs.vrrp_garp_master_delay"})
is_equal("a default", shown(doc, "vrrp_instance", 0, "advert_int"), {"value": 1, "origin": "default"})
is_equal("an opposite", shown(doc, "vrrp_instance", 0, "nopreempt"),
         {"value": False, "origin": "given", "file": more, "line": 10})
is_equal("a script", shown(doc, "vrrp_script", 0, "script"),
         {"value": {"argv": ["/bin/true", "a b"], "path": os.path.realpath("/bin/true")}, "origin": "given", "file": good, "line": 3})
is_equal("a line", shown(doc, "vrrp_instance", 0, "virtual_ipaddress"),
         [{"file": more, "line": 15, "words": {"address": "192.0.2.100/24", "dev": "lo"}}])
is_equal("what is not there", shown(doc, "vrrp_instance", 0, "authentication"), None)
tap.ok(run(good).stderr == run(good, "--print-config").stderr, "findings are the same as those of the text")
tap.ok(run(good).stdout == run(good).stdout, "the same file gives the same bytes")

# Files with errors
doc = check("an empty file", write("empty", ""), 0)
is_equal("defaults hold without any block", shown(doc, "global_defs", "vrrp_version"), {"value": 2, "origin": "default"})
doc = check("errors", write("bad", "foo bar\nglobal_defs {\n router_id x\n vrrp_version 9\n}\n"), 5, "Unknown keyword 'foo'")
is_equal("what was good of it", (shown(doc, "global_defs", "router_id") or {}).get("value"), "x")
is_equal("what was not", (shown(doc, "global_defs", "vrrp_version") or {}).get("origin"), "default")
doc = check("a missing parameter", write("stop", "global_defs {\n router_id x\n vrrp_version\n}\n"), 2, "missing")
is_equal("only what was given is there", doc["configuration"].get("global_defs", {}).get("keywords"),
         {"router_id": {"value": "x", "origin": "given", "file": path("stop"), "line": 2}})
doc = check("a missing file", path("nowhere"), 4, "Config files missing")
is_equal("no file", doc["files"], [])
check("a directory", DIR, 4, "is a directory - skipping")
check("NULs and bytes that are no UTF-8", write("bytes", b"global_defs {\n router_id \xff\xfe\0\x1b[31m\n}\n"), 5)
write("secret", "foo\n", 0)
if os.geteuid():
    check("an unreadable file", path("secret"), 4, "Failed to open configuration file")
else:
    os.chmod(DIR, 0o755)
    check("an unreadable file", path("secret"), 4, "Failed to open configuration file", user=65534, group=65534)

# Secrets
KEY = "0123456789abcdefKEY0123456789abcdefKEY"
HEX = "fedcba9876543210" * 4
write("secrets", f"""vrrp_instance A {{
    interface lo0
    virtual_router_id 1
    authentication {{
        auth_type PASS
        auth_pass s3cr3t!
    }}
    virtual_ipaddress {{
        192.0.2.1
    }}
}}
vrrp_instance B {{
    interface lo0
    virtual_router_id 2
    auth_hmac {{
        key 1 {KEY}
        key 2 hex:{HEX}
        active_key 1
    }}
    virtual_ipaddress {{
        192.0.2.2
    }}
}}
""")
SECRETS = [text.encode() for text in ("s3cr3t!", KEY, KEY.encode().hex(), HEX)] + [bytes.fromhex(HEX)]
for how in ("--print-config=json", "--print-config"):
    out = run(path("secrets"), how).stdout
    tap.ok(b"auth_pass" in out and b"2 ********" in out, f"{how}: the keywords of secrets are there", out.decode())
    tap.ok(not any(secret in out for secret in SECRETS), f"{how}: the secrets are not")

# Size
def instances(n):
    return "".join(f"vrrp_instance V{i} {{\n interface eth{i}\n virtual_router_id {i % 255 + 1}\n virtual_ipaddress {{\n"
                   f"  10.{i >> 16}.{i >> 8 & 255}.{i & 255}\n }}\n}}\n" for i in range(n))


def seconds(conf, how):
    start = time.monotonic()
    run(conf, how)
    return time.monotonic() - start


huge = write("huge", instances(10_000))
doc = check("10 000 instances", huge, 5)
got = doc["configuration"].get("vrrp_instance", [])
tap.ok([b["name"] for b in got] == [f"V{i}" for i in range(10_000)], f"all are there, in their order: {len(got)}")
write("small", instances(1_000))
write("large", instances(4_000))
small = min(seconds(path("small"), "--print-config=json") for _ in range(3))
large = min(seconds(path("large"), "--print-config=json") for _ in range(3))
tap.ok(large < 10 * small + 0.3, f"four times the instances in {large / small:.1f} times the time")
check("a word of 100 000 bytes", write("word", "global_defs {\n router_id " + "x" * 100_000 + "\n}\n"), 0)

# Outputs that fail
for how in ("--print-config=json", "--print-config"):
    if os.path.exists("/dev/full"):
        with open("/dev/full", "wb") as full:
            got = subprocess.run([BIN, how, "-f", good], stdout=full, stderr=subprocess.PIPE, check=False)
        tap.ok(got.returncode == 1 and b"No space left on device" in got.stderr,
               f"{how}, a full disk: status {got.returncode}", got.stderr.decode())
    else:
        tap.skip(f"{how}, a full disk", "no /dev/full")
    got = subprocess.run(f"exec '{BIN}' {how} -f '{path('bad')}' >&- 2>&- <&-", shell=True, check=False).returncode
    tap.ok(got == 5, f"{how}, everything closed: status {got}")

got = run(good, "--print-config=xml")
tap.ok(got.returncode == 1 and not got.stdout, f"another format: status {got.returncode}", got.stderr.decode())
shutil.rmtree(DIR)
tap.done()
