#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Mistakes planted in the state machine, one at a time: the simulation notices each of them."""
import concurrent.futures
import glob
import os
import shlex
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ.get("top_srcdir", "."), "test"))
import tap  # noqa: E402

CC = shlex.split(os.environ.get("CC") or "cc")
FLAGS = ["-std=gnu17", "-D_GNU_SOURCE", "-O1", "-w", "-I", tap.BUILD, "-I", tap.ROOT]
CORE = "keepalived/vrrp/core/"
LIBRARIES = [os.path.join(tap.BUILD, name) for name in ("keepalived/libmodel.a", "lib/libka.a")]
LDFLAGS = shlex.split(os.environ.get("LDFLAGS") or "")
SEEDS = 400
DIR = tempfile.mkdtemp(prefix="mutants.")

# Name, file, what stands there once, what it becomes.
MUTANTS = [
    ("no skew", "vrrp_params", "int64_t steps = 256 - priority;", "int64_t steps = 0;"),
    ("skew the wrong way round", "vrrp_params", "int64_t steps = 256 - priority;", "int64_t steps = priority;"),
    ("one advert less is enough", "vrrp_params", "params->down_adverts * interval.us",
     "(params->down_adverts - 1) * interval.us"),
    ("never preempts", "vrrp_fsm", "if (!s->params->preempt_delay.us)\n\t\treturn false;",
     "if (!s->params->preempt_delay.us)\n\t\treturn true;"),
    ("nopreempt is ignored", "vrrp_fsm", "if (s->params->nopreempt)", "if (0)"),
    ("preempt_delay is ignored", "vrrp_fsm", "return mono_before(s->now, f->preempt_from);", "return false;"),
    ("preempt_delay never ends", "vrrp_fsm", "return mono_before(s->now, f->preempt_from);", "return true;"),
    ("preempt_delay is not cancelled", "vrrp_fsm", "\t\tf->has_preempt_delay = false;\n\t\treturn true;",
     "\t\treturn true;"),
    ("an equal is not accepted", "vrrp_fsm", "advert->priority >= vrrp_fsm_priority(f)",
     "advert->priority > vrrp_fsm_priority(f)"),
    ("addresses do not count", "vrrp_fsm", "memcmp(advert->source.bytes, f->source.bytes,",
     "0 * memcmp(advert->source.bytes, f->source.bytes,"),
    ("the lower address wins", "vrrp_fsm", "memcmp(advert->source.bytes, f->source.bytes,",
     "memcmp(f->source.bytes, advert->source.bytes,"),
    ("the interval is not learnt", "vrrp_fsm", "advert->version == 3 && advert->interval.us > 0", "0"),
    ("the interval is learnt in version 2 too", "vrrp_fsm", "advert->version == 3 && advert->interval.us > 0",
     "(s->f->master_interval = span_us(2 * advert->interval.us)).us == 0"),
    ("the learnt interval is kept as MASTER", "vrrp_fsm",
     "\tchange_interval(s, VRRP_LINE_OWN_INTERVAL, s->params->interval);\n\tadd(s, VRRP_INSTALL);", "\tadd(s, VRRP_INSTALL);"),
    ("a discarded advert moves the deadline", "vrrp_fsm", "say_of(s, VRRP_LINE_DISCARDING, advert);",
     "set_master_down(s, master_down_of(s));"),
    ("priority 0 is not heard", "vrrp_fsm", "set_master_down(s, skew_of(s));\n\t\treturn;",
     "return;"),
    ("priority 0 is an advert like others", "vrrp_fsm",
     "set_master_down(s, skew_of(s));\n\t\treturn;",
     "set_master_down(s, master_down_of(s));\n\t\treturn;"),
    ("nobody is told of leaving", "vrrp_fsm", "send(s, VRRP_PRIO_LEAVE);", ""),
    ("addresses before the advert", "vrrp_fsm", "\tsend_advert(s);\n\tsay(s, VRRP_LINE_MASTER);",
     "\tadd(s, VRRP_INSTALL);\n\tsend_advert(s);"),
    ("told before removal", "vrrp_fsm", "\tlet_go(s);\n\tnotify(s, VRRP_BACKUP);",
     "\tnotify(s, VRRP_BACKUP);\n\tlet_go(s);"),
    ("addresses stay", "vrrp_fsm", "add(s, VRRP_HUSH);\n\tadd(s, VRRP_WITHDRAW);", "add(s, VRRP_HUSH);"),
    ("announces on as BACKUP", "vrrp_fsm", "f->advert = MONO_NEVER;\n\tvrrp_announce_stop(&f->announce);",
     "f->advert = MONO_NEVER;"),
    ("any advert moves that of the master", "vrrp_fsm", "\telse\n\t\tmaster_hears(s, advert);",
     "\telse\n\t\tmaster_hears(s, advert), f->advert = f->state == VRRP_MASTER ? "
     "mono_after(s->now, s->params->interval) : MONO_NEVER;"),
    ("a superior advert is not heard", "vrrp_fsm", "\tlose(s, VRRP_LOST_ELECTION);\n}\n\n/* Positive",
     "}\n\n/* Positive"),
    ("no word after an inferior advert", "vrrp_fsm", "\tannounce(s, repeat);\n\treturn is_new;", "\treturn is_new;"),
    ("the second word is lost", "vrrp_announce", "a->lower = after_unless_zero(now, params->lower_delay);",
     "a->lower = (struct mono){ INT64_MAX - 1 };"),
    ("the last advert is not told", "vrrp_fsm", "if (s->params->higher_prio_send_advert)", "if (0)"),
    ("a priority moves no deadline", "vrrp_fsm", "if (f->state == VRRP_BACKUP)\n\t\tf->master_down", "if (0)\n\t\tf->master_down"),
    ("no startup delay", "vrrp_fsm", "f->hears_from = hears_from;", "f->hears_from = s->now;"),
    ("not deaf during the startup delay", "vrrp_fsm", "mono_before(s->now, f->hears_from) || (f->state", "(f->state"),
    ("the owner waits", "vrrp_fsm", "s->params->starts_as_master && s->consent.to_master", "0"),
    ("every owner is MASTER at once", "vrrp_fsm", "s->params->starts_as_master && s->consent.to_master",
     "s->params->priority == 255"),
    ("first results are not awaited", "vrrp_fsm", "!s->f->health.is_awaiting && s->consent.to_start", "1"),
    ("FAULT is for ever", "vrrp_fsm", "\tcase VRRP_FAULT:\n\t\tif (may_start(s))", "\tcase VRRP_FAULT:\n\t\tif (0)"),
    ("no FAULT as MASTER", "vrrp_fsm", "\tcase VRRP_BACKUP:\n\tcase VRRP_MASTER:\n\t\tif (!may_run(s))",
     "\tcase VRRP_MASTER:\n\t\tbreak;\n\tcase VRRP_BACKUP:\n\t\tif (!may_run(s))"),
    ("put back for ever", "vrrp_putback", "if (p->n == VRRP_PUTBACKS)",
     "if (p->n == VRRP_PUTBACKS)\n\t\tp->n = 0;\n\tif (0)"),
    ("never put back", "vrrp_putback", "if (p->n == VRRP_PUTBACKS)", "if (1)"),
    ("late is not late", "vrrp_fsm", "params->best_other && mono_before(", "0 && mono_before("),
    ("a rival owner is met for ever", "vrrp_fsm", "change_priority(s, s->f->priority, true);", ""),
    ("an owner gives way at once", "vrrp_fsm", "if (!mono_before(s->now, rival->patience))", "if (1)"),
    ("an owner never is 255 again", "vrrp_fsm", "change_priority(s, f->priority, false);\n\tf->counts", "f->counts"),
    ("members do not wait for each other", "vrrp_sync", "consent.to_master &= wants_master(other, at_start);", ""),
    ("members do not follow to BACKUP", "vrrp_sync", "else if (old == VRRP_MASTER && f->state == VRRP_BACKUP)",
     "else if (0)"),
    ("members do not follow to MASTER", "vrrp_sync", "if (old == VRRP_BACKUP && f->state == VRRP_MASTER)", "if (0)"),
    ("members do not follow to FAULT", "vrrp_sync", "if (event->kind == VRRP_FACTS)", "if (0)"),
    ("members do not announce again", "vrrp_sync", "else if (has_heard_inferior(effects, from))", "else if (0)"),
    ("a wish outlives an advert", "vrrp_fsm", "f->wants_master = false;\n\tset_master_down(s, master_down_of",
     "set_master_down(s, master_down_of"),
]


def compile_to(source, out):
    subprocess.run([*CC, *FLAGS, "-c", source, "-o", out], check=True)
    return out


def build_originals(pool):
    names = [os.path.relpath(p, tap.ROOT) for p in
             sorted(glob.glob(os.path.join(tap.ROOT, CORE, "*.c")) +
                    glob.glob(os.path.join(tap.ROOT, "test/sim/*.c")))]
    return dict(zip(names, pool.map(
        lambda n: compile_to(os.path.join(tap.ROOT, n), os.path.join(DIR, n.replace("/", "_") + ".o")), names)))


def link(objects, out):
    subprocess.run([*CC, "-o", out, *objects.values(), *LIBRARIES, *LDFLAGS], check=True)
    return out


def verdict(tool):
    """What noticed that something is wrong with TOOL; None if nothing did."""
    p = subprocess.run([tool, "seeds", "1", str(SEEDS)], stdout=subprocess.PIPE, timeout=120, check=False)
    if p.returncode:
        return p.stdout.decode().splitlines()[0] if p.returncode == 1 else f"seeds: died of {p.returncode}"
    for path in sorted(glob.glob(os.path.join(tap.ROOT, "test/sim/scenarios/*.scn"))):
        p = subprocess.run([tool, "scenario", path], stdout=subprocess.PIPE, timeout=120, check=False)
        if p.returncode:
            return os.path.relpath(p.stdout.decode().splitlines()[0], os.path.join(tap.ROOT, "test/sim/scenarios"))
    return None


def try_mutant(objects, number, mutant):
    _, module, old, new = mutant
    name = CORE + module + ".c"
    with open(os.path.join(tap.ROOT, name), encoding="utf-8") as f:
        text = f.read()
    if text.count(old) != 1:
        return f"stands there {text.count(old)} times: {old}", False
    source = os.path.join(DIR, f"{number}.c")
    with open(source, "w", encoding="utf-8") as f:
        f.write(text.replace(old, new))
    changed = dict(objects)
    changed[name] = compile_to(source, source[:-2] + ".o")
    why = verdict(link(changed, source[:-2]))
    return why or "nobody noticed", bool(why)


with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
    originals = build_originals(pool)
    why = verdict(link(originals, os.path.join(DIR, "original")))
    tap.ok(why is None, "without a mistake nothing is noticed", why or "")
    results = pool.map(lambda m: try_mutant(originals, *m), enumerate(MUTANTS))
    for (name, *_), (why, good) in zip(MUTANTS, results):
        tap.ok(good, name, why)
        if good:
            print(f"#   {why}")
subprocess.run(["rm", "-rf", DIR], check=False)
tap.done()
