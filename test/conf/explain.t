#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""keepalived --explain-keyword: every keyword there is, words that are none, outputs that fail."""
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ.get("top_srcdir", "."), "test"))
import tap  # noqa: E402

BIN = os.environ.get("KEEPALIVED") or os.path.join(tap.BUILD, "keepalived/keepalived")
TOOL = os.path.join(tap.BUILD, "test/conf/conf_tool")
FEWEST = 200  # keywords; fewer are a mistake of the test


def run(*words):
    got = subprocess.run([BIN, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                         check=False)
    return got.returncode, got.stdout.decode(), got.stderr.decode()


def explain(word):
    return run("--explain-keyword", word)


def places(text):
    """Paths of the blocks that are named, "" for the top level."""
    found, is_place = set(), False
    for line in text.splitlines():
        label, value = line[:20].strip(), line[20:]
        is_place = label == "in" or (is_place and not label and line.startswith(" "))
        if is_place:
            found.add(value.split(",")[0].replace(" > ", "/").replace("the top level", ""))
    return found


def is_told(path):
    """Is the keyword at PATH ("vrrp_instance/priority") explained, with that place?"""
    parent, _, name = path.rpartition("/")
    status, text, _ = explain(name)
    return status == 0 and text.startswith(f"{name} - ") and parent in places(text)


# -- words that are known --------------------------------------------------------------------------

listed = subprocess.run([TOOL, "--keywords"], stdout=subprocess.PIPE, check=False).stdout.decode().splitlines()
paths = [line.split()[0] for line in listed]
old = {path for path in paths if path.split("/")[0] == "vrrp_track_file" and "/" in path}  # by track_file
tap.ok(len(paths) > FEWEST, f"{len(paths)} keywords")
silent = [path for path in paths if path not in old and not is_told(path)]
tap.ok(not silent, "every keyword is explained, with every place where it stands", silent)

status, text, _ = explain("priority")
for line in ("priority - Who wins the election; 255 for the owner of the addresses.",
             "    in              vrrp_instance",
             "    value           a whole number from 1 to 255",
             "    default         100",
             "    reload          a new value takes effect at a reload"):
    tap.ok(line in text.splitlines(), f"priority: {line.strip()}", text)
for word, line in (("auth_pass", "    in              vrrp_instance > authentication"),
                   ("auth_pass", "    secret          it is never printed"),
                   ("advert_int", "    value           seconds from 0.01 to 255, with up to 6 decimals"),
                   ("down_timer_adverts", "    inherited from  global_defs.vrrp_down_timer_adverts"),
                   ("lvs_id", "    deprecated      'lvs_id' is deprecated - please use 'router_id'"),
                   ("preempt", "    opposite of     nopreempt"),
                   ("unicast_src_ip", "    same as         mcast_src_ip"),
                   ("instance", "    reload          a reload that changes it is refused"),
                   ("auth_type", "    value           one of: PASS AH"),
                   ("vrrp_instance", "    in              the top level")):
    text = explain(word)[1]
    tap.ok(line in text.splitlines(), f"{word}: {line.strip()}", text)
tap.ok(all(len(line) <= 100 for line in explain("global_defs")[1].splitlines()), "long lists are broken into lines")
tap.ok(run("--explain-keyword=priority") == explain("priority"), "the value may be attached")
tap.ok(run("-f", "/nowhere", "--explain-keyword", "priority")[0] == 0, "no configuration is read")

# -- words that are not ----------------------------------------------------------------------------

for word, hint in (("pirority", "; did you mean 'priority'?"), ("Priority", "; did you mean 'priority'?"),
                   ("quite_different", ""), ("a" * 100_000, ""), ("{", "")):
    status, text, errors = explain(word)
    tap.ok(status == 1 and not text and errors == f"keepalived: '{word}' is no keyword of the configuration{hint}\n",
           f"{word[:20]}: status {status}", errors[:200])
status, text, errors = explain("a\x1b[31m\n")
tap.ok(status == 1 and "\x1b" not in errors and errors.count("\n") == 1, "control characters do not reach a terminal")
for words in (("--explain-keyword",), ("--explain-keyword=",), ("--explain-keyword", "")):
    status, text, errors = run(*words)
    tap.ok(status == 1 and not text and "Missing parameter" in errors, f"no word: status {status}", errors)

# -- outputs that fail -----------------------------------------------------------------------------

if os.path.exists("/dev/full"):
    with open("/dev/full", "wb") as full:
        got = subprocess.run([BIN, "--explain-keyword", "priority"], stdout=full, stderr=subprocess.PIPE, check=False)
    tap.ok(got.returncode == 1 and b"No space left on device" in got.stderr, f"a full disk: status {got.returncode}")
else:
    tap.skip("a full disk", "no /dev/full")
for word, wanted in (("priority", 0), ("nonsense", 1)):
    got = subprocess.run(f"exec '{BIN}' --explain-keyword {word} >&- 2>&- <&-", shell=True, check=False).returncode
    tap.ok(got == wanted, f"everything closed: status {got}")
tap.done()
