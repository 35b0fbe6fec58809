#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Configurations as JSON: nothing is lost, and doc/config.schema.json says what they look like.

  json.t            compare
  json.t --update   write doc/config.schema.json, which is made from the rows of the program
"""
import copy
import glob
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import BUILD, ROOT, done, ok, skip

try:
    import jsonschema
    VALIDATOR = getattr(jsonschema, "Draft202012Validator", None)
except ImportError:
    VALIDATOR = None
MISSING = "no python3-jsonschema that knows draft 2020-12"

HERE = os.path.join(ROOT, "test/conf")
TOOL = os.path.join(BUILD, "test/conf/conf_tool")
SCHEMA = os.path.join(ROOT, "doc/config.schema.json")
# Keywords that switch off what another one switches on: shown as the value false of the other.
OPPOSITES = {"preempt", "no_accept"}
# The row of a block that is a list, as virtual_server_group: its name is not written.
UNNAMED = "entries"
# Keywords whose statements are one value of several lines.
REPEATED = {"key"}


def tool(*words):
    """What conf_tool prints."""
    run = subprocess.run([TOOL, *words], cwd=HERE, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=False)
    return run.stdout.decode("utf-8") if run.returncode == 0 else ""


def document(path):
    """A configuration of test/conf as JSON; None if it is none."""
    base = os.path.splitext(path)[0]
    options = []
    if os.path.exists(base + ".opts"):
        with open(base + ".opts", encoding="utf-8") as file:
            options = file.read().split()
    try:
        return json.loads(tool(*options, "--json", os.path.relpath(path, HERE)))
    except ValueError:
        return None


# -- nothing is lost -----------------------------------------------------------------------------


def given(keywords, path=()):
    """Paths of what is given in a JSON document, an entry of a list being "-", and of flags that are off."""
    on, off = [], []
    for name, entry in keywords.items():
        own = path if name == UNNAMED else (*path, name)
        if isinstance(entry, dict) and "origin" in entry:
            if entry["origin"] == "given" and entry["value"] is not None:
                (off if entry["value"] is False else on).append(own)
            continue
        for part in entry if isinstance(entry, list) else [entry]:
            if "keywords" not in part:
                on.append((*own, "-"))
                continue
            if "file" in part and UNNAMED not in part["keywords"]:
                on.append(own)
            more = given(part["keywords"], own)
            on += more[0]
            off += more[1]
    return on, off


def dumped(text, lists):
    """The same paths of canonical text, which does not tell a list from a block."""
    found, stack = [], []
    for line in text.splitlines():
        words = line.split()
        if words == ["}"]:
            stack.pop()
        elif words and words[-1] == "{":
            stack.append(words[0])
            if tuple(stack) not in lists:
                found.append(tuple(stack))
        elif words:
            found.append((*stack, "-" if tuple(stack) in lists else words[0]))
    return found


def lost(dump, doc):
    """What only one of the two has."""
    on, off = given(doc["configuration"])
    text = dumped(dump, {path[:-1] for path in on if path[-1] == "-"})
    faults = []
    for path in sorted(set(text) | set(on)):
        counts = text.count(path), on.count(path)
        is_off = counts[1] < counts[0] <= counts[1] + off.count(path)  # a flag that is off is not printed, a word is
        is_off |= not counts[1] and (path in off or path[-1] in OPPOSITES)
        if counts[0] != counts[1] and not is_off and path[-1] not in REPEATED:
            faults.append(f"{' > '.join(path)}: {counts[0]} in the text, {counts[1]} in JSON")
    return faults


# -- planted faults ------------------------------------------------------------------------------

SAMPLE = """
global_defs {
    notification_email {
        a@example.com
    }
    vrrp_garp_interval 0
    startup_script "/bin/true x"
}
vrrp_instance VI_1 {
    state MASTER
    interface eth0
    virtual_router_id 51
    priority 150
    advert_int 1.5
    nopreempt
    authentication {
        auth_type PASS
        auth_pass 1111
    }
    virtual_ipaddress {
        192.0.2.100/24 dev eth0
    }
}
"""


def edit(*path, to=None, delete=False):
    """A change of the document at a path."""
    def change(doc):
        for key in path[:-1]:
            doc = doc[key]
        if delete:
            del doc[path[-1]]
        else:
            doc[path[-1]] = to
    return change


GLOBAL = ("configuration", "global_defs")
INSTANCE = ("configuration", "vrrp_instance", 0)
PRIORITY = (*INSTANCE, "keywords", "priority")
LINE = (*INSTANCE, "keywords", "virtual_ipaddress", 0)
FAULTS = {
    "another version": edit("version", to=2),
    "no status": edit("status", delete=True),
    "an unknown status": edit("status", to=7),
    "an unknown member of the document": edit("more", to=1),
    "files that are no texts": edit("files", to=[1]),
    "an unknown keyword": edit(*INSTANCE, "keywords", "prioritty", to={"value": 1, "origin": "default"}),
    "a keyword of another block": edit(*GLOBAL, "keywords", "priority", to={"value": 1, "origin": "default"}),
    "a block where blocks belong": edit("configuration", "vrrp_instance", to={"name": "V", "file": "f", "line": 1,
                                                                              "keywords": {}}),
    "an empty list of blocks": edit("configuration", "vrrp_instance", to=[]),
    "a block without its name": edit(*INSTANCE, "name", delete=True),
    "a block without its line": edit(*INSTANCE, "line", delete=True),
    "a block of the outermost level with half a place": edit(*GLOBAL, "line", delete=True),
    "a block without keywords": edit(*INSTANCE, "keywords", delete=True),
    "a value without an origin": edit(*PRIORITY, "origin", delete=True),
    "an unknown origin": edit(*PRIORITY, "origin", to="guessed"),
    "a given value without a line": edit(*PRIORITY, "line", delete=True),
    "a given value in line 0": edit(*PRIORITY, "line", to=0),
    "a given value in no file": edit(*PRIORITY, "file", to=""),
    "a given value that is also inherited": edit(*PRIORITY, "from", to="x"),
    "a default value with a place": edit(*PRIORITY, "origin", to="default"),
    "an inherited value without its source": edit(*PRIORITY, to={"value": 1, "origin": "inherited"}),
    "a default that is neither kept nor said": edit(*PRIORITY, to={"value": None, "origin": "default"}),
    "a default that is kept and said": edit(*PRIORITY, to={"value": 1, "origin": "default", "default": "1"}),
    "a number as text": edit(*PRIORITY, "value", to="150"),
    "a number below its range": edit(*PRIORITY, "value", to=0),
    "a number above its range": edit(*PRIORITY, "value", to=256),
    "a fraction of a number": edit(*PRIORITY, "value", to=1.5),
    "a span in microseconds": edit(*INSTANCE, "keywords", "advert_int", "value", to=1500000),
    "a span below its range": edit(*INSTANCE, "keywords", "advert_int", "value", to=0.001),
    "a span beside 0 and its range": edit(*GLOBAL, "keywords", "vrrp_garp_interval", "value", to=0.0000001),
    "a flag as text": edit(*INSTANCE, "keywords", "nopreempt", "value", to="yes"),
    "a flag that is null": edit(*INSTANCE, "keywords", "nopreempt", "value", to=None),
    "a word that is none": edit(*INSTANCE, "keywords", "authentication", "keywords", "auth_type", "value", to="MD5"),
    "a text that is false": edit(*INSTANCE, "keywords", "state", "value", to=False),
    "a script as text": edit(*GLOBAL, "keywords", "startup_script", "value", to="/bin/true x"),
    "a script without arguments": edit(*GLOBAL, "keywords", "startup_script", "value", "argv", to=[]),
    "a script without its path": edit(*GLOBAL, "keywords", "startup_script", "value", "path", delete=True),
    "a list of words that is a text": edit(*GLOBAL, "keywords", "notification_email", to="a@example.com"),
    "a word that nobody gave": edit(*GLOBAL, "keywords", "notification_email", 0, "origin", to="default"),
    "a line without a place": edit(*LINE, "file", delete=True),
    "a line with an unknown word": edit(*LINE, "words", "devv", to="eth0"),
    "a word of a line that is null": edit(*LINE, "words", "dev", to=None),
    "a word of a line with an origin": edit(*LINE, "words", "dev", to={"value": "eth0", "origin": "given"}),
}


def check_losses(path):
    """That what is lost is noticed."""
    with open(os.path.splitext(path)[0] + ".dump", encoding="utf-8") as file:
        dump = file.read()
    doc = document(path)
    del doc["configuration"]["vrrp_instance"][0]["keywords"]["virtual_router_id"]
    del doc["configuration"]["vrrp_instance"][0]["keywords"]["virtual_ipaddress"][0]
    faults = lost(dump, doc)
    ok(len(faults) == 2, "a value and an entry that are lost are noticed", faults)


def check_faults(validator, scratch):
    doc = document(scratch)
    good = doc is not None and validator.is_valid(doc)
    ok(good, "the sample is valid")
    for name, change in FAULTS.items():
        bad = copy.deepcopy(doc)
        change(bad)
        ok(good and not validator.is_valid(bad), f"not valid: {name}")


# -- all of it -----------------------------------------------------------------------------------


def main():
    now = tool("--schema")
    if "--update" in sys.argv[1:]:
        with open(SCHEMA, "w", encoding="utf-8") as file:
            file.write(now)
    with open(SCHEMA, encoding="utf-8") as file:
        kept = file.read()
    ok(now and now == kept, "doc/config.schema.json is what the rows say",
       "write it anew: top_builddir=BUILD test/conf/json.t --update")

    schema = json.loads(now)
    validator = None
    if VALIDATOR:
        VALIDATOR.check_schema(schema)
        validator = VALIDATOR(schema)
        ok(True, "it is a schema of draft 2020-12")
    else:
        skip("it is a schema of draft 2020-12", MISSING)

    paths = sorted(glob.glob(os.path.join(HERE, "good/*.conf")) + glob.glob(os.path.join(HERE, "bad/*.conf")))
    ok(len(paths) > 100, f"{len(paths)} configurations")
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        docs = dict(zip(paths, pool.map(document, paths)))
    for path, doc in docs.items():
        name = os.path.relpath(path, HERE)
        if doc is None:
            ok(False, f"{name} is JSON")
            continue
        dump = os.path.splitext(path)[0] + ".dump"
        if os.path.exists(dump):
            with open(dump, encoding="utf-8") as file:
                faults = lost(file.read(), doc)
            ok(not faults, f"{name}: everything is there", faults)
        if not validator:
            skip(f"{name}: valid", MISSING)
            continue
        errors = [f"{'/'.join(map(str, e.absolute_path))}: {e.message}" for e in validator.iter_errors(doc)]
        ok(not errors, f"{name}: valid", errors[:20])

    check_losses(os.path.join(HERE, "good/addresses.conf"))
    if validator:
        scratch = os.path.join(BUILD, "test/conf/sample.conf")
        with open(scratch, "w", encoding="utf-8") as file:
            file.write(SAMPLE)
        check_faults(validator, scratch)
        os.unlink(scratch)
    else:
        for name in FAULTS:
            skip(f"not valid: {name}", MISSING)
    done()


main()
