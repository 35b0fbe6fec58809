# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests of this folder share: conf_tool, the configurations beside it, and what stands in them."""
import glob
import os
import re
import subprocess

from tap import BUILD, ROOT

HERE = os.path.join(ROOT, "test/conf")
TOOL = os.path.join(BUILD, "test/conf/conf_tool")


def read(path):
    """The bytes of a file as text; None if there is none."""
    try:
        with open(path, "rb") as file:
            return file.read().decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        return None


def tool(folder, *words):
    """What conf_tool prints in FOLDER, and what went wrong with it."""
    run = subprocess.run([TOOL, *words], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, check=False)
    complaint = run.stderr.decode("utf-8", "replace")
    if run.returncode:
        complaint = f"conf_tool {' '.join(words)}: status {run.returncode}\n{complaint}"
    return run.stdout.decode("utf-8", "surrogateescape"), complaint


def configurations(folder):
    """Paths of bad/*.conf or good/*.conf."""
    return sorted(glob.glob(os.path.join(HERE, folder, "*.conf")))


def options(path):
    """Of conf_tool, for a configuration."""
    return (read(os.path.splitext(path)[0] + ".opts") or "").split()


def statements(text):
    """The statements and braces of a configuration, near enough for files of our own."""
    for line in text.splitlines():
        line = re.sub(r'^((?:[^"#!]|"[^"]*")*)[#!].*', r"\1", line)
        line = re.sub(r'"[^"]*"|\$\{[^}]*\}', "quoted", line)
        line = re.sub(r"^\s*@\S+\s", "", line)
        for part in re.split(r"([{}])", line):
            if part.strip():
                yield part.split()


def places(text):
    """(path of the block, words) of each statement."""
    stack, last = [], ""
    for words in statements(text):
        if words == ["{"]:
            stack.append(last)
        elif words == ["}"]:
            del stack[-1:]
        else:
            last = words[0]
            yield "/".join(stack), words
