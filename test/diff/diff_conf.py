#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Configurations through ours and the packaged keepalived, and what they say side by side.

Runs CONF/good/*.conf, CONF/bad/*.conf (options beside them in NAME.opts), the cases of the known
differences in cases/, and a corpus: a folder of NNN.conf with recorded answers in oracle.tsv. A case
passes when status and lines are equal, or when the difference is listed in known.tsv; equal texts
are a figure. For the corpus the recorded answer of a newer release is as good as the packaged one's.
"""
import argparse
import csv
import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)
from compare import Answer, Known, compare, finding, findings
from report import Report

MAIN_FILE = "/etc/keepalived/keepalived.conf"
IN_ORDER = {"0", "2", "4", "5", "6"}


@dataclass
class Case:
    kind: str
    name: str
    path: str
    options: str


# -- cases -------------------------------------------------------------------------------------


def cases_in(kind, folder, prefix):
    """The cases of a folder."""
    found = []
    for name in sorted(os.listdir(folder) if os.path.isdir(folder) else []):
        stem, suffix = os.path.splitext(name)
        if suffix != ".conf":
            continue
        path, options = os.path.join(folder, name), ""
        if os.path.exists(os.path.join(folder, stem + ".opts")):
            with open(os.path.join(folder, stem + ".opts"), encoding="utf-8") as opts:
                options = " ".join(opts.read().split())
        found.append(Case(kind, f"{prefix}/{stem}", path, options))
    return found


@dataclass
class Recorded:
    """What was once answered to a file of the corpus, by two releases."""
    packaged: Answer
    newer: Answer

    def statuses(self):
        return {self.packaged.status, self.newer.status}


def recorded(folder):
    """Case -> Recorded."""
    answers = {}
    path = os.path.join(folder, "oracle.tsv")
    if not os.path.exists(path):
        return answers
    with open(path, encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE):
            texts = [row["messages_2.2.7"] or "", row["messages_2.4"] or ""]
            if texts[1] == "=":
                texts[1] = texts[0]
            items = [[finding(m.strip(" "), MAIN_FILE, False) for m in t.split(" | ") if m] for t in texts]
            answers["corpus/" + row["id"]] = Recorded(Answer(row["rc_2.2.7"], items[0]),
                                                      Answer(row["rc_2.4"], items[1]))
    return answers


# -- runs --------------------------------------------------------------------------------------


class NoWorld(Exception):
    """There is no place to run anything; says why."""


def run_all(cases, ours, peers, limit, folder):
    """Runs the programs on every case; what they print goes to FOLDER, by the case's number."""
    programs = [f"ours={ours}", f"theirs={os.path.join(peers, 'keepalived')}:{os.path.join(peers, 'lib')}"]
    shares = [[] for _ in range(min(os.cpu_count() or 1, 8))]
    for number, case in enumerate(cases):
        jobs = shares[number % len(shares)]
        for name, program, more in (("ours", "ours", ""), ("json", "ours", " --json"), ("theirs", "theirs", "")):
            jobs.append(f"{number}.{name}\t{program}\t{os.path.abspath(case.path)}\t{case.options}{more}\n")
    worlds = []
    for share in filter(None, shares):
        world = subprocess.Popen(["bash", os.path.join(HERE, "world.sh"), folder, str(limit), *programs],
                                 stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        worlds.append((world, "".join(share)))
    for world, jobs in worlds:
        try:
            world.stdin.write(jobs)
            world.stdin.close()
        except BrokenPipeError:
            pass
        world.stdin = None
    failures = []
    for world, _ in worlds:
        said = world.communicate()[1]
        if world.returncode:
            failures.append((world.returncode, said.strip() or f"exit status {world.returncode}"))
    if failures:
        worst = max(failures, key=lambda f: f[0] != 77)
        if worst[0] == 77:
            raise NoWorld(worst[1])
        raise RuntimeError(f"world.sh: {worst[1]}")


def read(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8", errors="surrogateescape", newline="\n") as text:
        return text.read()


def our_answer(folder, number):
    """Ours, and what is wrong with the way it was given; the classes come from the JSON form."""
    status, text = read(folder, f"{number}.ours.status").strip(), read(folder, f"{number}.ours.err")
    try:
        report = json.loads(read(folder, f"{number}.json.out"))
        quiet = [f["class"] in ("note", "log") for f in report["findings"]]
        items = findings(text, MAIN_FILE, quiet)
    except (ValueError, KeyError) as reason:
        return Answer(status, findings(text, MAIN_FILE)), f"text and JSON do not fit: {reason}"
    if str(report["status"]) != status:
        return Answer(status, items), f"status {status}, {report['status']} in JSON"
    return Answer(status, items), "" if status in IN_ORDER else f"status {status} is no answer in order"


def their_answer(folder, number):
    return Answer(read(folder, f"{number}.theirs.status").strip(),
                  findings(read(folder, f"{number}.theirs.err"), MAIN_FILE, False))


# -- judging -----------------------------------------------------------------------------------


class Figures:
    """Counts of what was equal, for one group of cases."""

    def __init__(self, name):
        self.name, self.cases, self.status, self.lines, self.texts = name, 0, 0, 0, 0
        self.recorded, self.with_record = 0, 0

    def add(self, result, fits_record):
        self.cases += 1
        for figure, level in (("status", "status"), ("lines", "line"), ("texts", "text")):
            setattr(self, figure, getattr(self, figure) + (result is None or result.levels[level] != "differs"))
        if fits_record is not None:
            self.with_record += 1
            self.recorded += fits_record

    def __str__(self):
        of = f"of {self.cases}"
        line = f"{self.name}: status equal {self.status} {of}; line sets equal {self.lines} {of}; " \
               f"texts equal {self.texts} {of}"
        if self.with_record:
            line += f"; status as recorded of either release {self.recorded} of {self.with_record}"
        return line


def judge(case, ours, theirs, record, known):
    """The better Result of two, the packaged one's answer first; None where neither has an answer."""
    results = []
    if theirs.status in IN_ORDER:
        results.append(compare(case.kind, case.name, ours, theirs, known))
    if record and record.newer.status in IN_ORDER:
        results.append(compare(case.kind, case.name, ours, record.newer, known))
    if not results:
        return None
    return max(results, key=lambda r: (r.is_equal, r.is_equal and r.is_same_text))


def fits_record(status, record):
    """Whether the status is one of the recorded; where there was no answer, any in order will do."""
    if not record:
        return None
    return status in record.statuses() or not record.statuses() <= IN_ORDER and status in IN_ORDER


def compare_all(cases, answers, records, known, report, options):
    figures, world = {}, [0, 0]
    for case in cases:
        (ours, complaint), theirs = answers[case.name]
        record = records.get(case.name)
        result = judge(case, ours, theirs, record, known)
        fits = fits_record(ours.status, record)
        if record and record.packaged.status in IN_ORDER:
            world[0] += record.packaged.status == theirs.status
            world[1] += 1
        detail = [complaint] if complaint else []
        good = not complaint and (result is None or result.is_equal)
        if fits is False and (result is None or "listed" != result.levels["status"]):
            good = False
            detail.append(f"status {ours.status}, recorded {' and '.join(sorted(record.statuses()))}")
        if result:
            known.used.update(result.rows)
            if not result.is_equal or (options.texts and not result.is_same_text):
                detail += result.lines()
        report.ok(good, case.name, detail)
        group = "corpus" if case.kind == "corpus" else "own cases"
        figures.setdefault(group, Figures(group)).add(result, fits)
    for figure in figures.values():
        print(f"# {figure}")
    if world[1]:
        print(f"# the packaged one answers with the recorded status: {world[0]} of {world[1]}")


# -- canonical text -----------------------------------------------------------------------------


def printed(ours, path):
    """What --print-config makes of a file; where it lies does not matter."""
    run = subprocess.run([ours, "--print-config", "-f", path], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL, check=False)
    return run.stdout


def print_all(cases, answers, report, ours):
    """The canonical text of a strange file is canonical; our own files have that in test/conf."""
    with tempfile.TemporaryDirectory() as folder:
        again = os.path.join(folder, "again.conf")
        for case in cases:
            if case.kind != "corpus" or answers[case.name][0][0].status in ("2", "4"):
                continue
            text = printed(ours, case.path)
            with open(again, "wb") as file:
                file.write(text)
            report.ok(printed(ours, again) == text, f"{case.name}: canonical text is canonical")


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--ours", required=True, help="our keepalived")
    words.add_argument("--peers", required=True, help="folder that tools/peers made")
    words.add_argument("--conf", help="folder with good/ and bad/")
    words.add_argument("--corpus", default=os.path.join(os.path.dirname(SOURCE), "shared", "corpus"))
    words.add_argument("--known", default=os.path.join(HERE, "known.tsv"))
    words.add_argument("--limit", type=int, default=10, help="seconds for one run")
    words.add_argument("--texts", action="store_true", help="list differences of wording")
    words.add_argument("cases", nargs="*", metavar="CASE", help="only these, such as corpus/063")
    options = words.parse_args()

    report = Report()
    known = Known.load(options.known)
    cases = cases_in("conf", os.path.join(HERE, "cases"), "cases")
    for kind in ("good", "bad") if options.conf else ():
        cases += cases_in("conf", os.path.join(options.conf, kind), kind)
    corpus = cases_in("corpus", options.corpus, "corpus")
    records = recorded(options.corpus)
    cases += corpus
    if options.cases:
        cases = [c for c in cases if c.name in options.cases]
    if not corpus:
        report.skip("corpus", f"not here: {options.corpus}")

    with tempfile.TemporaryDirectory() as folder:
        try:
            if not os.access(os.path.join(options.peers, "keepalived"), os.X_OK):
                raise NoWorld("no packaged keepalived (tools/peers)")
            run_all(cases, options.ours, options.peers, options.limit, folder)
        except NoWorld as reason:
            for case in cases:
                report.skip(case.name, str(reason))
            return report.close()
        answers = {case.name: (our_answer(folder, n), their_answer(folder, n)) for n, case in enumerate(cases)}

    compare_all(cases, answers, records, known, report, options)
    print_all(cases, answers, report, options.ours)
    if not options.cases:
        for row in known.unused({c.kind for c in cases}):
            report.ok(False, f"known.tsv, {row}", ["matches nothing any more: remove it"])
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
