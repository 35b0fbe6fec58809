#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Defaults are those of keepalived: defaults.tsv has what it says of defaults.conf, and what we do."""
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from conf_text import HERE, read, tool
from tap import done, ok

FEWEST = 200  # rows; fewer are a mistake of the test
SCALES = {"us": 1e-6, "milli-sec": 1e-3, "sec": 1, "s": 1, "usecs": 1}  # usecs: of a keyword in microseconds
YES = {"true", "yes", "enabled", "on"}
NO = {"false", "no", "disabled", "off", "unset", "0", "without counters"}


def meaning(text, ours):
    """What a text of keepalived is in our JSON, of which OURS has the kind."""
    if isinstance(ours, bool):
        return text.lower() in YES if text.lower() in YES | NO else text
    default = re.fullmatch(r"default \((.*)\)", text)
    if isinstance(ours, str):
        return default[1] if default else text
    number = re.fullmatch(r"(-?[0-9.]+) ?([a-z-]*)", text)
    if not number or number[2] not in SCALES | {"": 1}:
        return text
    return round(float(number[1]) * SCALES.get(number[2], 1), 6)


def entry_at(keywords, path):
    """The entry of a keyword; None if nothing is said of it."""
    *blocks, name = path.split("/")
    for block in blocks:
        block, _, wanted = block.rstrip("]").partition("[")
        found = keywords[block] if isinstance(keywords[block], list) else [keywords[block]]
        keywords = next(part for part in found if not wanted or part["name"] == wanted)["keywords"]
    return keywords.get(name)


def faults_of(entry, ours, theirs, reason):
    if ours == "-":
        faults = [f"something is said of it: {entry}"] if entry else []
        return faults if reason else faults + ["there is no reason"]
    wanted = json.loads(ours)
    if entry is None:
        return ["nothing is said of it"]
    got = entry["value"] if entry["value"] is not None else entry.get("default")
    faults = [] if got == wanted else [f"it is {json.dumps(got)}, and not {ours}"]
    if entry["origin"] == "given":
        faults.append("it is given")
    if (meaning(theirs, wanted) != wanted) != bool(reason):
        faults.append(f"'{theirs}' is {'not ' if not reason else ''}{ours}, with {reason or 'no reason'}")
    return faults


def main():
    keywords = json.loads(tool(HERE, "--json", "defaults.conf")[0])["configuration"]
    rows = [line.split("\t") for line in read(os.path.join(HERE, "defaults.tsv")).splitlines() if line[0] != "#"]
    ok(len(rows) >= FEWEST, f"{len(rows)} defaults")
    for path, ours, label, theirs, *reason in rows:
        faults = faults_of(entry_at(keywords, path), ours, theirs, "".join(reason))
        ok(not faults, f"{path}: {label}", faults)

    entry = {"value": 100, "origin": "default"}
    ok(not faults_of(entry, "100", "100", ""), "noticed: nothing where nothing is wrong")
    for name, arguments in {"another default": (entry, "101", "101", ""),
                            "a difference": (entry, "100", "101", ""),
                            "a needless reason": (entry, "100", "100", "because"),
                            "a value that is given": (entry | {"origin": "given"}, "100", "100", ""),
                            "nothing": (None, "100", "100", ""),
                            "something": (entry, "-", "0", "because"),
                            "a difference without a reason": (None, "-", "0", "")}.items():
        ok(faults_of(*arguments), f"noticed: {name}")
    done()


main()
