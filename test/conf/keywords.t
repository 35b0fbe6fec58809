#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every keyword there is has a row, and every row is a keyword that there is: keywords.txt has the list."""
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from conf_text import HERE, configurations, places, read, tool
from tap import done, ok, skip

LIST = os.path.join(HERE, "keywords.txt")
TOP = "top"
FEWEST = 700  # keywords; fewer are a mistake of the test


class Listed:
    """What keywords.txt says."""

    def __init__(self, text):
        self.keywords, self.twice = set(), []
        self.values = {}  # path of a keyword or list -> words
        self.ours, self.absent = {}, {}  # path -> reason
        sets, alike = {}, []
        for line in text.replace("\n ", " ").splitlines():
            if not line or line.startswith("#"):
                continue
            sign, line = (line[0], line[1:]) if line[0] in "=+-%" else ("", line)
            paths, _, rest = line.partition(": ")
            paths = [path.strip() for path in paths.split(",")]
            words = [w for word in rest.split() for w in (sets[word[1:]] if word.startswith("%") else [word])]
            if sign == "%":
                sets[paths[0]] = words
            elif sign in ("+", "-"):
                (self.ours if sign == "+" else self.absent)[paths[0]] = rest.strip()
            for path in paths:
                if sign == "=":
                    self.values.setdefault(path, set()).update(words)
                elif not sign and words[0].startswith("&"):
                    alike.append((path, words[0][1:]))
                elif not sign:
                    self.add(path, words)
        for path, other in alike:
            self.ours |= {path + own[len(other):]: why for own, why in self.ours.items() if own.startswith(other + "/")}
            self.keywords |= {path + own[len(other):] for own in self.keywords if own.startswith(other + "/")}

    def add(self, path, words):
        for word in words:
            own = word if path == TOP else f"{path}/{word}"
            if own in self.keywords:
                self.twice.append(own)
            self.keywords.add(own)


def words_used():
    """Path of a keyword, or of the block that a line stands in -> the words of good files there."""
    used = {}
    for base in (path[:-len(".conf")] for path in configurations("good")):
        for text in (read(base + ".conf"), read(base + ".dump")):
            for path, words in places(text or ""):
                own = f"{path}/{words[0]}".lstrip("/")
                used.setdefault(own, set()).update(word.lstrip("+-") for word in words[1:])
                used.setdefault(path or TOP, set()).update(words)
    return used


def main():
    listed = Listed(read(LIST))
    rows = {json.loads(line)["path"] for line in tool(HERE, "--rows")[0].splitlines()}
    ok(len(listed.keywords) >= FEWEST and not listed.twice, f"{len(listed.keywords)} keywords are listed, each once",
       listed.twice)
    both = sorted((set(listed.ours) | set(listed.absent)) & listed.keywords)
    ok(not both, "what is listed as a keyword is no addition", both)
    mute = [path for path, reason in (listed.ours | listed.absent).items() if not reason]
    ok(not mute, "additions and absences have their reasons", mute)

    absent = sorted(listed.keywords - rows)
    ok(not absent, "every keyword has a row", absent)
    extra = sorted(rows - listed.keywords - set(listed.ours))
    ok(not extra, "every row is a keyword, or listed as ours with a reason", extra)
    gone = sorted(set(listed.ours) - rows)
    ok(not gone, f"{len(listed.ours)} keywords of ours have their rows", gone)
    late = sorted(set(listed.absent) & rows)
    ok(not late, "what is listed as not there yet is not there", late)
    for path, reason in listed.absent.items():
        skip(path, reason)

    used = words_used()
    ok(not set(listed.values) - set(used), "keywords with words of their own are used", sorted(set(listed.values) - set(used)))
    unused = [f"{path}: {word}" for path, words in sorted(listed.values.items())
              for word in sorted(words - used.get(path, set()))]
    ok(not unused, f"{sum(map(len, listed.values.values()))} words of values stand in good files", unused)

    planted = Listed("top: a b\n%s: c d\na: %s\n e\n= a/c: x y\n+ a/f: because\n- g: later\nb: &a\n")
    ok((planted.keywords, planted.values, planted.ours, planted.absent, planted.twice) ==
       ({"a", "b", "a/c", "a/d", "a/e", "b/c", "b/d", "b/e"}, {"a/c": {"x", "y"}},
        {"a/f": "because", "b/f": "because"}, {"g": "later"}, []),
       "the list is read as it is meant")
    ok(Listed("top: a a\n").twice == ["a"], "what is listed twice is noticed")
    done()


main()
