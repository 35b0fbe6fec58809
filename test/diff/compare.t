#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The comparer sees every kind of difference, lists only what is listed, and names stale rows."""
import contextlib
import io
import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import diff_conf
from compare import Answer, Known, compare, findings
from tap import done, ok

MAIN = "/etc/k.conf"
BASE = "(Line 3) Unknown keyword 'a'\n(x) the virtual router id must be set\n"


def answer(status, text, quiet=None):
    return Answer(status, findings(text, MAIN, quiet))


def levels(ours, theirs, table="", kind="conf", case="good/a"):
    """The three levels of ours (status, text) beside theirs."""
    result = compare(kind, case, answer(*ours), answer(*theirs, False), Known(table))
    return " ".join(result.levels[level] for level in ("status", "line", "text"))


def says(name, expected, *arguments, **more):
    got = levels(*arguments, **more)
    ok(got == expected, name, f"{got}, not {expected}")


def row(*columns):
    return "\t".join(columns) + "\n"


# -- differences that are planted --------------------------------------------------------------

says("the same", "equal equal equal", ("5", BASE), ("5", BASE))
says("repeats, order, the main file's name, our explanations", "equal equal equal",
     ("5", "(x) the virtual router id must be set\n(Line 3) Unknown keyword 'a' - did you mean 'b'?\n 3 | a\n"),
     ("5", f"({MAIN}: Line 3) Unknown keyword 'a'\n" + BASE))
says("another status", "differs equal equal", ("0", BASE), ("5", BASE))
says("another line", "equal differs differs", ("5", BASE), ("5", BASE.replace("3", "4")))
says("the same line of another file", "equal differs differs", ("5", BASE), ("5", BASE.replace("Line", "b.conf: Line")))
says("one line more in theirs", "equal differs differs", ("5", BASE), ("5", BASE + "(Line 9) b\n"))
says("one line more in ours", "equal differs differs", ("5", BASE + "(Line 9) b\n"), ("5", BASE))
says("nothing without a place in ours", "equal differs differs", ("5", BASE.split("\n", 1)[0]), ("5", BASE))
says("another text", "equal equal differs", ("5", BASE), ("5", BASE.replace("'a'", "'b'")))
says("another text without a place", "equal equal differs", ("5", BASE), ("5", BASE.replace("(x)", "(y)")))

says("notes and log lines of ours", "equal equal equal",
     ("5", BASE + "(Line 9) NOTE - advice\nWARNING - a log line\n"), ("5", BASE))
says("a log line that theirs says too", "equal equal equal",
     ("5", BASE + "(Line 9) WARNING - eth9\n"), ("5", BASE + "(Line 9) WARNING - eth9\n"))
says("a log line that theirs says without the word", "equal equal equal",
     ("5", BASE + "(Line 9) WARNING - eth9\n"), ("5", BASE + "(Line 9) eth9\n"))
says("a log line that theirs says elsewhere", "equal differs differs",
     ("5", BASE + "(Line 9) WARNING - eth9\n"), ("5", BASE + "(Line 8) WARNING - eth9\n"))
says("a warning of theirs alone", "equal differs differs", ("5", BASE), ("5", BASE + "(Line 9) WARNING - eth9\n"))
says("a warning of ours that is an error", "equal differs differs",
     ("5", BASE + "(Line 9) WARNING - eth9\n", [False] * 3), ("5", BASE))
try:
    findings(BASE, MAIN, [False])
    ok(False, "fewer classes than findings are refused")
except ValueError:
    ok(True, "fewer classes than findings are refused")

# -- differences that are listed ---------------------------------------------------------------

LINE = row("conf", "good/*", "line", "-", "Unknown keyword * || no such", "why")
MORE = BASE + "(Line 9) Unknown keyword 'b'\n"
says("listed line", "equal listed listed", ("5", BASE), ("5", MORE), LINE)
says("listed, but for another kind", "equal differs differs", ("5", BASE), ("5", MORE), LINE, kind="log")
says("listed, but for another case", "equal differs differs", ("5", BASE), ("5", MORE), LINE, case="bad/a")
says("listed for several cases", "equal listed listed", ("5", BASE), ("5", MORE),
     LINE.replace("good/*", "bad/* good/a"))
says("listed, but the status is not", "differs listed listed", ("0", BASE), ("5", MORE), LINE)
says("listed with its status", "listed listed listed", ("0", BASE), ("5", MORE), LINE.replace("line", "line,status 0/5"))
says("listed with another status", "differs listed listed", ("2", BASE), ("5", MORE), LINE.replace("line", "line,status 0/5"))
says("a status of its own row, without its messages", "differs equal equal", ("0", BASE), ("5", BASE),
     LINE.replace("line", "line,status 0/5"))
says("listed with its place", "equal listed listed", ("5", BASE), ("5", MORE), LINE.replace("Unknown", "(Line 9) Unknown"))
says("listed with another place", "equal differs differs", ("5", BASE), ("5", MORE), LINE.replace("Unknown", "(Line 8) Unknown"))
says("one of two lines is listed", "equal differs differs", ("5", BASE), ("5", MORE + "(Line 10) b\n"), LINE)
says("listed where both must differ, and one does not", "equal differs differs", ("5", BASE), ("5", MORE),
     LINE.replace("-", "never said"))
says("listed where something else was said", "equal listed listed", ("5", BASE), ("5", MORE),
     LINE.replace("-", "& (x) the * must be set"))
says("listed where something else should have been said", "equal differs differs", ("5", BASE), ("5", MORE),
     LINE.replace("-", "& (y) the * must be set"))
TEXT = row("conf", "*", "text", "Unknown keyword 'a'", "Unknown keyword 'b'", "why")
says("listed text", "equal equal listed", ("5", BASE), ("5", BASE.replace("'a'", "'b'")), TEXT)
says("listed text, other place", "equal differs differs", ("5", BASE),
     ("5", BASE.replace("'a'", "'b'").replace("3", "4")), TEXT)

known = Known(LINE + TEXT + LINE.replace("conf", "conf,log"))
result = compare("conf", "good/a", answer("5", BASE), answer("5", MORE, False), known)
known.used.update(result.rows)
ok([r.number for r in known.unused({"conf"})] == [2], "a row that matches nothing is named")
ok(not known.unused({"log"}), "a row is not missed where its kind was not compared")

for name, table in (("columns", "conf\t*\tline\ta\tb\n"), ("level", LINE.replace("line", "word")),
                    ("reason", LINE.replace("why", "")), ("message", row("conf", "*", "line", "-", "-", "why")),
                    ("other side", row("conf", "*", "text", "a", "-", "why"))):
    try:
        Known(table)
        ok(False, f"a table with a wrong {name} is refused")
    except ValueError:
        ok(True, f"a table with a wrong {name} is refused")
try:
    Known.load(os.path.join(os.path.dirname(os.path.abspath(__file__)), "known.tsv"))
    ok(True, "known.tsv can be read")
except ValueError as reason:
    ok(False, "known.tsv can be read", str(reason))

# -- the whole run, without a world ------------------------------------------------------------


def run(said, table="", oracle=None, text="global_defs {\n}\n", unable=None, printed=lambda _ours, _path: b""):
    """What diff_conf makes of one case. SAID: ours and theirs as (status, text), and classes."""

    def run_all(cases, _ours, _peers, _limit, folder):
        if unable:
            raise diff_conf.NoWorld(unable)
        if not cases:
            return
        (status, ours), theirs, classes = said
        report = {"status": int(status), "findings": [{"class": c} for c in classes]}
        for name, content in (("ours.status", status), ("ours.err", ours), ("json.out", json.dumps(report)),
                              ("theirs.status", theirs[0]), ("theirs.err", theirs[1])):
            with open(os.path.join(folder, "0." + name), "w", encoding="utf-8") as file:
                file.write(content)

    with tempfile.TemporaryDirectory() as folder:
        kind = "corpus" if oracle else "conf/good"
        os.makedirs(os.path.join(folder, kind))
        for name, content in ((f"{kind}/1.conf", text), ("known.tsv", table), ("keepalived", "")) + (
                ((f"{kind}/oracle.tsv", oracle),) if oracle else ()):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(content)
        os.chmod(os.path.join(folder, "keepalived"), 0o755)
        diff_conf.printed = printed
        diff_conf.run_all, diff_conf.HERE = run_all, os.path.join(folder, "none")
        sys.argv = ["diff_conf.py", "--ours", "x", "--peers", folder, "--conf", os.path.join(folder, "conf"),
                    "--corpus", os.path.join(folder, "corpus"), "--known", os.path.join(folder, "known.tsv")]
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            status = diff_conf.main()
        return status, out.getvalue()


def closes(name, counts, *arguments, **more):
    status, out = run(*arguments, **more)
    expected = "{} passed, {} failed, {} skipped\n".format(*counts)
    ok(out.endswith(expected) and status == (1 if counts[1] else 0), name, out)


ONE = "(Line 1) b\n"
closes("equal: passed", (1, 0, 1), (("5", ONE), ("5", ONE), ["error"]))
closes("another line: failed", (0, 1, 1), (("5", ONE), ("5", "(Line 2) b\n"), ["error"]))
closes("another text: passed", (1, 0, 1), (("5", ONE), ("5", "(Line 1) c\n"), ["error"]))
closes("text and JSON do not fit: failed", (0, 1, 1), (("5", ONE), ("5", ONE), []))
closes("both crash: failed", (0, 1, 1), (("139", ""), ("139", ""), []))
closes("only theirs gives no answer: passed", (1, 0, 1), (("5", ONE), ("124", ""), ["error"]))
closes("a row that matches nothing: failed", (1, 1, 1), (("5", ONE), ("5", ONE), ["error"]), LINE)
closes("no world: skipped", (0, 0, 2), None, unable="needs root")

ORACLE = "id\trc_2.2.7\trc_2.4\tmessages_2.2.7\tmessages_2.4\n"
closes("as the newer release: passed", (2, 0, 0), (("0", ""), ("5", ONE), []),
       oracle=ORACLE + "1\t5\t0\t(Line 1) b\t\n")
closes("as neither release: failed", (1, 1, 0), (("0", ""), ("5", ONE), []), oracle=ORACLE + "1\t5\t5\t(Line 1) b\t=\n")
closes("no recorded answer, any in order will do: passed", (2, 0, 0), (("0", ""), ("143", ""), []),
       oracle=ORACLE + "1\t143\t139\t\t=\n")
closes("text that is not canonical: failed", (1, 1, 0), (("0", ""), ("0", ""), []), oracle=ORACLE + "1\t0\t0\t\t\n",
       printed=lambda _ours, path: os.path.basename(path).encode())
closes("where reading stopped no text is compared", (1, 0, 0), (("2", ""), ("2", ""), []),
       oracle=ORACLE + "1\t2\t2\t\t\n", printed=lambda _ours, path: os.path.basename(path).encode())

done()
