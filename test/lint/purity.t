#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Pure objects call nothing that touches the world, and tools/purity sees when one does."""
import os
import shlex
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from tap import BUILD, ROOT, done, ok, skip

PURITY = os.path.join(ROOT, "tools/purity")
CC = shlex.split(os.environ.get("CC", "cc"))


def purity(build, root):
    run = subprocess.run([sys.executable, PURITY, build, "--root", root], stdout=subprocess.PIPE, text=True)
    return run.returncode, run.stdout


def planted(files):
    """What purity says of objects made of these sources: path -> text."""
    with tempfile.TemporaryDirectory() as root:
        for path, text in files.items():
            source = os.path.join(root, path)
            os.makedirs(os.path.dirname(source), exist_ok=True)
            with open(source, "w", encoding="utf-8") as out:
                out.write(text)
            subprocess.run([*CC, "-O1", "-c", "-o", source[:-2] + ".o", source], check=True)
        return purity(root, root)


if not shutil.which("nm"):
    skip("purity", "nm is missing (Debian package: binutils)")
    done()

status, out = purity(BUILD, ROOT)
ok(status == 0, "the build is pure where it must be", out)

status, out = planted({
    "lib/base/a.c": "#include <string.h>\nunsigned long a(const char *s) { return strlen(s); }\n",
    "keepalived/vrrp/core/v.c": "unsigned long a(const char *s);\nunsigned long v(void) { return a(\"x\"); }\n",
})
ok(status == 0 and not out, "strings and other pure objects are fine", out)

status, out = planted({"keepalived/vrrp/core/v.c": "#include <time.h>\nlong v(void) { return (long)time(NULL); }\n"})
ok(status == 1 and out == "keepalived/vrrp/core/v.o: time\n", "time() in a core is seen", out)

status, out = planted({"lib/conf/c.c": "#include <fcntl.h>\nint c(void) { return open(\"x\", O_RDONLY); }\n"})
ok(status == 1 and out == "lib/conf/c.o: open\n", "open() in lib/conf is seen", out)

status, out = planted({"lib/sys/s.c": "#include <time.h>\nlong s(void) { return (long)time(NULL); }\n",
                       "lib/base/b.c": "long s(void);\nlong b(void) { return s(); }\n"})
ok(status == 1 and out == "lib/base/b.o: s\n", "what only an impure object defines is seen", out)
done()
