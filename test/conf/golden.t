#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Configurations and what was once found right about them.

bad/NAME.conf    NAME.out is what conf_tool says of it: findings with their context, and the status
good/NAME.conf   status 0, and NAME.dump is its canonical text, whose canonical text is that text again;
                 it has no findings at all, or notes and log lines as in NAME.out
NAME.opts        options of conf_tool; NAME.d: files that NAME.conf includes

  golden.t            compare
  golden.t --update   write what is said today; read the difference before it is committed
"""
import difflib
import glob
import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from conf_text import HERE, configurations, options, places, read, tool
from tap import BUILD, ROOT, done, ok

# Keywords whose own code says that they are of the past.
DEPRECATED = {"vrrp_instance/lvs_sync_daemon_interface", "vrrp_instance/virtual_routes/as", "static_routes/as"}
LISTED = 200  # files of one folder at least; fewer are a mistake of the test


def write(path, text):
    if text is None:
        if os.path.exists(path):
            os.unlink(path)
        return
    with open(path, "wb") as file:
        file.write(text.encode("utf-8", "surrogateescape"))


def difference(wanted, got, name):
    lines = difflib.unified_diff((wanted or "").splitlines(), got.splitlines(), f"{name} (golden)", f"{name} (now)",
                                 lineterm="", n=2)
    return [line.encode("utf-8", "backslashreplace").decode() for line in lines]


class Case:
    """A configuration, what is said of it, and what should be."""

    def __init__(self, path, scratch):
        self.name = os.path.relpath(path, HERE)[:-len(".conf")]
        self.is_good = self.name.startswith("good/")
        self.base = os.path.join(HERE, self.name)
        opts = options(path)
        self.out, self.complaint = tool(HERE, *opts, self.name + ".conf")
        self.dump = self.again = None
        if self.is_good:
            self.dump, more = tool(HERE, *opts, "--dump", self.name + ".conf")
            write(os.path.join(scratch, self.name + ".conf"), self.dump)
            self.again, again = tool(scratch, *opts, "--dump", self.name + ".conf")
            self.complaint += more + again

    def files(self):
        """Suffix -> text that belongs into the file; None: there is to be no such file."""
        if not self.is_good:
            return {".out": self.out}
        return {".out": None if self.out == "status 0\n" else self.out, ".dump": self.dump}

    def update(self):
        for suffix, text in self.files().items():
            write(self.base + suffix, text)

    def faults(self):
        lines = self.complaint.splitlines()
        for suffix, text in self.files().items():
            wanted = read(self.base + suffix)
            if wanted != text:
                lines += difference(wanted, text or "", self.name + suffix) or [f"{self.name}{suffix}: not there"]
        if ROOT in self.out or BUILD in self.out:
            lines.append("a path of this machine is in it")
        if not self.is_good:
            return lines
        if not self.out.endswith("status 0\n"):
            lines += ["a good file with a finding that counts:"] + self.out.splitlines()
        if self.again != self.dump:
            lines += difference(self.dump, self.again, "dump of the dump")
        return lines


# -- keywords ----------------------------------------------------------------------------------


def used_in(text, sorts):
    """Paths of the keywords that stand in a configuration."""
    used = set()
    for path, words in places(text):
        sort = sorts.get(path, "block")
        if sort != "words":
            used.update((f"{path}/{w}").lstrip("/") for w in (words if sort == "lines" else words[:1]))
    return used


def check_keywords(cases):
    """Every keyword stands in a good file; a deprecated one in a bad file."""
    sorts = dict(line.split() for line in tool(HERE, "--keywords")[0].splitlines())
    used = {True: set(), False: set()}
    for case in cases:
        used[case.is_good] |= used_in(read(case.base + ".conf"), sorts)
        if case.dump:
            used[True] |= used_in(case.dump, sorts)
    old = DEPRECATED | {path for path, sort in sorts.items() if sort == "deprecated"}
    ok(len(sorts) > LISTED, f"conf_tool knows keywords: {len(sorts)}")
    absent = sorted(set(sorts) - old - used[True])
    ok(not absent, "every keyword is in a good file", absent)
    absent = sorted(old - used[False])
    ok(not absent, "every deprecated keyword is in a bad file", absent)
    ok(used_in("a {\n b # c\n l { d e } x\n}\nf\n", {"a": "block", "a/l": "lines"}) ==
       {"a", "a/b", "a/l", "a/l/d", "a/l/e", "a/x", "f"}, "keywords are found where they stand")


# -- all of it ---------------------------------------------------------------------------------


def strays():
    """Files without their configuration."""
    found = []
    for folder in ("bad", "good"):
        for path in sorted(glob.glob(os.path.join(HERE, folder, "*"))):
            base, suffix = os.path.splitext(path)
            if suffix not in (".conf", ".out", ".dump", ".opts", ".d") or not os.path.exists(base + ".conf"):
                found.append(os.path.relpath(path, HERE))
    return found


def main():
    paths = [configurations(folder) for folder in ("bad", "good")]
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(os.cpu_count()) as pool:
        os.mkdir(os.path.join(scratch, "good"))
        cases = list(pool.map(lambda path: Case(path, scratch), paths[0] + paths[1]))
    if "--update" in sys.argv[1:]:
        for case in cases:
            case.update()
    ok(len(paths[0]) >= 45 and len(paths[1]) >= 35, f"{len(paths[0])} bad and {len(paths[1])} good configurations")
    for case in cases:
        faults = case.faults()
        ok(not faults, case.name, faults)
    check_keywords(cases)
    stray = strays()
    ok(not stray, "every file belongs to a configuration", stray)
    done()


main()
