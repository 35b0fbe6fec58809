#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What every source says and leaves unsaid: licence, purpose, functions we do without, no #ifdef."""
import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import ROOT, done, ok

SPDX = "/* SPDX-License-Identifier: GPL-2.0-or-later */\n"
FORBIDDEN = re.compile(r"\b(strcpy|strcat|sprintf|atoi|gets|system|popen)\s*\(")
CONDITION = re.compile(r"^\s*#\s*(?:if|ifdef|ifndef|elif)\b.*(?:HAVE_|WITH_|_SUPPORT)")
SHOUTED = re.compile(r"^\s*#\s*ifndef\s+\w+_H_*\s*$")


def sources(root):
    for tree in ("lib", "keepalived", "genhash", "test"):
        for folder, folders, names in os.walk(os.path.join(root, tree)):
            folders.sort()
            for name in sorted(names):
                if name.endswith((".c", ".h")):
                    yield os.path.relpath(os.path.join(folder, name), root)


def purpose(lines):
    """The words of the comment that a header begins with."""
    text = "".join(lines[1:]).lstrip()
    match = re.match(r"/\*(.*?)\*/", text, re.S)
    return re.findall(r"\w+", match.group(1)) if match else []


def findings(root):
    """Rule -> what breaks it."""
    bad = {"licence": [], "purpose": [], "forbidden": [], "ifdef": [], "guard": []}
    for path in sources(root):
        with open(os.path.join(root, path), encoding="utf-8") as source:
            lines = source.readlines()
        if not lines or lines[0] != SPDX:
            bad["licence"].append(f"{path}:1: first line is not {SPDX.strip()}")
        if path.endswith(".h"):
            if len(purpose(lines)) < 4:
                bad["purpose"].append(f"{path}:2: no comment that says what it is for")
            if "#pragma once\n" not in lines:
                bad["guard"].append(f"{path}:1: no #pragma once")
        for number, line in enumerate(lines, 1):
            if not path.startswith("test/") and FORBIDDEN.search(line):
                bad["forbidden"].append(f"{path}:{number}: {line.strip()}")
            if CONDITION.match(line) and not path.startswith("keepalived/stubs/"):
                bad["ifdef"].append(f"{path}:{number}: {line.strip()}")
            if SHOUTED.match(line):
                bad["guard"].append(f"{path}:{number}: {line.strip()}")
    return bad


def planted(path, text):
    with tempfile.TemporaryDirectory() as root:
        os.makedirs(os.path.dirname(os.path.join(root, path)))
        with open(os.path.join(root, path), "w", encoding="utf-8") as out:
            out.write(text)
        return [rule for rule, lines in findings(root).items() if lines]


tree = findings(ROOT)
ok(not tree["licence"], "every source names its licence", tree["licence"])
ok(not tree["purpose"], "every header says what it is for", tree["purpose"])
ok(not tree["guard"], "every header is guarded by #pragma once", tree["guard"])
ok(not tree["forbidden"], "no function that style does without", tree["forbidden"])
ok(not tree["ifdef"], "no conditional compilation outside stubs", tree["ifdef"])

HEAD = SPDX + "/* a - the first of the letters. */\n#pragma once\n"
for path, text, expected in [
    ("lib/base/a.h", HEAD, []),
    ("lib/base/a.c", "int a;\n", ["licence"]),
    ("lib/base/a.h", SPDX + "#pragma once\nint a(void);\n", ["purpose"]),
    ("lib/base/a.h", HEAD.replace("#pragma once", "#ifndef A_H"), ["guard"]),
    ("lib/base/a.c", SPDX + "void a(char *b) { strcpy (b, \"\"); }\n", ["forbidden"]),
    ("lib/base/a.c", SPDX + "#ifdef HAVE_A\n#endif\n", ["ifdef"]),
    ("keepalived/stubs/a.c", SPDX + "#ifdef WITH_A\n#endif\n", []),
]:
    got = planted(path, text)
    ok(got == expected, f"planted in {path}: {', '.join(expected) or 'nothing'}", f"found: {got}")
done()
