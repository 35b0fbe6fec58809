#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Our daemon and the packaged keepalived through the same scenes, and what they say side by side.

A scene (scenes.py) runs twice, in networks of its own: once with ours, once with the packaged one. Compared are
the log lines of each act, those of the packaged router they meet, how notify scripts are called, what FIFOs
carry, and the exit status. A case is one of these in a scene; it passes when both are equal, or when the
difference is listed in known-run.tsv. A listed difference that no longer occurs fails. What is listed there as
"Not yet" is skipped, with its reason.
"""
import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(HERE, "../lab"))
from compare import Answer, Known, compare
from lab import Daemon, Lab, NoLab
from report import Report
from said import items
from scenes import SCENES, Stage

AT_ONCE = 8   # scenes at a time: they mostly wait
KINDS = {"log": ("log", "peer"), "script": ("script",), "fifo": ("notify_fifo", "vrrp_notify_fifo")}
SIDES = ("ours", "theirs")
NOT_YET = "Not yet: "  # reason of a row for what is not served: the case is skipped, and waits


# -- runs --------------------------------------------------------------------------------------


def play(scene, daemon, peer_daemon):
    """What happened, for the process that asked for it."""
    with Lab(2, 2) as lab:
        stage = Stage(lab, daemon, peer_daemon)
        scene(stage)
        return {"acts": stage.acts, "missed": stage.missed, "status": stage.status}


def play_in_child(name, side, options):
    """In a process of its own: this program once more, which prints it."""
    return subprocess.Popen([sys.executable, __file__, "--ours", options.ours, "--peers", options.peers, "--play", side, name],
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def play_all(scenes, options):
    """(scene, side) -> what happened, or a text that says why it did not."""
    jobs = [(scene.__name__, side) for scene in scenes for side in SIDES]
    running, told = {}, {}
    try:
        while jobs or running:
            while jobs and len(running) < AT_ONCE:
                job = jobs.pop(0)
                running[job] = play_in_child(*job, options)
            job = next(iter(running))
            text = running[job].communicate(timeout=options.limit)[0]
            status = running.pop(job).returncode
            told[job] = json.loads(text.splitlines()[-1]) if status == 0 else f"exit status {status}: {text.strip()}"
            if status == 77:
                raise NoLab(text)
    finally:
        for child in running.values():
            child.terminate()
        for child in running.values():
            child.wait()
    return told


# -- judging -----------------------------------------------------------------------------------


def answers(kind, ours, theirs):
    """Both Answers of a kind: an item for each line of each act."""
    mine, others = ([{(name, source): lines for name, source, lines in run["acts"] if source in KINDS[kind]}
                     for run in (ours, theirs)])
    both = dict.fromkeys([*mine, *others])
    made = []
    for a, b, run in ((mine, others, ours), (others, mine, theirs)):
        said = [i for act in both for i in items(*act, a.get(act, []), b.get(act, []))]
        made.append(Answer(run["status"] if kind == "log" else "", said))
    return made


def without_waiting(known):
    """Once there is something of ours, it is compared."""
    rest = Known()
    rest.rows = [row for row in known.rows if not row.reason.startswith(NOT_YET)]
    return rest


def judge(scene, kind, ours, theirs, known, report, options):
    first, second = answers(kind, ours, theirs)
    if not first.items and not second.items:
        return
    result = compare(kind, scene, first, second, without_waiting(known) if first.items and kind != "log" else known)
    known.used.update(result.rows)
    waiting = [row.reason for row in result.rows if row.reason.startswith(NOT_YET)]
    if waiting and result.is_same_text:
        report.skip(f"{scene}: {kind}", waiting[0])
        return
    missed = [f"{side}: '{act}' did not happen" for side, run in zip(SIDES, (ours, theirs)) for act in run["missed"]]
    name = f"{scene}: {kind}, {len(second.items)} of theirs"
    report.ok(result.is_same_text and not missed, name, missed + list(result.lines()))
    if options.show:
        report.say([f"{side:6} {i}" for side, answer in zip(SIDES, (first, second)) for i in answer.items])


def report_all(told, scenes, known, report, options):
    for scene in scenes:
        runs = [told[scene.__name__, side] for side in SIDES]
        failures = [run for run in runs if isinstance(run, str)]
        if failures:
            report.ok(False, scene.__name__, failures[0].splitlines())
            continue
        for kind in KINDS:
            judge(scene.__name__, kind, *runs, known, report, options)


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--ours", required=True, help="our keepalived")
    words.add_argument("--peers", required=True, help="folder that tools/peers made")
    words.add_argument("--known", default=os.path.join(HERE, "known-run.tsv"))
    words.add_argument("--limit", type=int, default=240, help="seconds for one run of a scene")
    words.add_argument("--show", action="store_true", help="print all that was compared")
    words.add_argument("--play", choices=SIDES, help=argparse.SUPPRESS)
    words.add_argument("scenes", nargs="*", metavar="SCENE", help="only these, such as preempt_delay")
    options = words.parse_args()
    scenes = [s for s in SCENES if not options.scenes or s.__name__ in options.scenes]
    packaged = Daemon(os.path.join(options.peers, "keepalived"), os.path.join(options.peers, "lib"))

    if options.play:
        daemon = packaged if options.play == "theirs" else Daemon(os.path.abspath(options.ours))
        try:
            print(json.dumps(play(scenes[0], daemon, packaged)))
        except NoLab as why:
            print(why)
            return 77
        return 0

    report, known = Report(), Known.load(options.known)
    try:
        if not os.access(packaged.program, os.X_OK):
            raise NoLab("no packaged keepalived (tools/peers)")
        told = play_all(scenes, options)
    except NoLab as why:
        for scene in scenes:
            report.skip(scene.__name__, str(why).strip())
        return report.close()
    report_all(told, scenes, known, report, options)
    if not options.scenes:
        for row in known.unused(KINDS):
            report.ok(False, f"known-run.tsv, {row}", ["matches nothing any more: remove it"])
    return report.close()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended from outside"))
    sys.exit(main())
