#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""make install and uninstall, below a folder of the test: what comes, and that it goes."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import BUILD, ROOT, done, ok, skip  # noqa: E402

ENV = {name: value for name, value in os.environ.items() if not re.match(r"MAKE|MFLAGS|DESTDIR", name)}


def make(target, root, *words):
    return subprocess.run(["make", "-s", "-C", BUILD, target, f"DESTDIR={root}", *words], env=ENV,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=200, check=False)


def files(root):
    return {"/" + os.path.relpath(os.path.join(folder, name), root)
            for folder, _, names in os.walk(root) for name in names}


def variable(name):
    with open(os.path.join(BUILD, "Makefile"), encoding="utf-8") as makefile:
        values = dict(re.findall(r"^(\w+) = (.*)$", makefile.read(), re.M))
    value = values.get(name, "")
    while (full := re.sub(r"\$[({](\w+)[)}]", lambda m: values.get(m.group(1), ""), value)) != value:
        value = full
    return value


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def test_unit(root, unit):
    lines = read(root + unit).splitlines()
    ok(f"ExecStart={variable('sbindir')}/keepalived --dont-fork $DAEMON_ARGS $KEEPALIVED_OPTIONS" in lines,
       "the unit starts what was installed", lines)
    ok("Type=notify" in lines and "ExecReload=/bin/kill -HUP $MAINPID" in lines, "and is told of its state", lines)
    ok(not any("@" in line for line in lines), "nothing is left to fill in", lines)
    if not shutil.which("systemd-analyze"):
        return skip("systemd-analyze verify", "no systemd-analyze")
    there = os.path.join(root, "keepalived.service")
    with open(there, "w", encoding="utf-8") as out:  # the program is not where it will be
        out.write(re.sub(r"^ExecStart=", f"ExecStart={root}", read(root + unit), flags=re.M))
    got = subprocess.run(["systemd-analyze", "verify", there], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                         text=True, check=False)
    os.unlink(there)
    return ok(got.returncode == 0 and not got.stdout, "systemd-analyze verify", got.stdout)


def test_all(root):
    etc, options = variable("etcdir"), f"{variable('etcdir')}/{variable('options_file')}/keepalived"
    unit = f"{variable('systemdsystemunitdir')}/keepalived.service"
    got = make("install", root)
    if not ok(got.returncode == 0, "make install", got.stdout[-2000:]):
        return
    there = files(root)
    wanted = {variable("sbindir") + "/keepalived", variable("bindir") + "/genhash",
              f"{etc}/keepalived/keepalived.conf.sample",
              *(f"{variable('docdir')}/samples/{name}" for name in os.listdir(os.path.join(ROOT, "doc/samples"))
                if name.endswith(".conf"))}
    ok(wanted <= there, "programs and samples", sorted(wanted - there))
    if variable("systemdsystemunit_DATA"):
        test_unit(root, unit)
    if variable("options_source"):
        ok(options in there, "the options file", sorted(there))
        with open(root + options, "a", encoding="utf-8") as out:
            out.write("# mine\n")
        make("install", root)
        ok(read(root + options).endswith("# mine\n"), "a changed options file is not replaced")
        make("uninstall", root)
        ok(files(root) == {options}, "nor removed: all the rest is", sorted(files(root)))
        os.unlink(root + options)
        make("install", root)
    make("uninstall", root)
    ok(not files(root), "nothing is left behind", sorted(files(root)))


if shutil.which("make") and os.path.exists(os.path.join(BUILD, "Makefile")):
    with tempfile.TemporaryDirectory(prefix="install.") as scratch:
        test_all(scratch)
else:
    skip("make install", "no make here")
done()
