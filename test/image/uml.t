#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Two loads give the same bytes in user-mode-linux too, where addresses are laid out in a way of its own.
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
top_builddir=${top_builddir:-.}
tool=$(realpath "$top_builddir/test/image/image_tool")
name="two loads give the same bytes in user-mode-linux"

echo 1..1
skip() {
	echo "ok 1 - $name # SKIP $1"
	exit 0
}
command -v linux.uml >/dev/null || skip "user-mode-linux is not installed"
grep -q __asan_init "$tool" && skip "the sanitizer does not fit its address space"
[ -d /dev/shm ] && [ -w /dev/shm ] || skip "no /dev/shm for its memory"

job=$(mktemp -d)
guest=
trap '[ -z "$guest" ] || kill -KILL -- "-$guest" 2>/dev/null; rm -rf "$job"' EXIT
trap 'exit 1' INT TERM HUP
cat >"$job/test.conf" <<-CONF
	global_defs {
	    dynamic_interfaces
	    vrrp_iptables
	}
	vrrp_instance V1 {
	    interface eth0
	    virtual_router_id 1
	    virtual_ipaddress {
	        192.0.2.1/24
	    }
	}
CONF
cat >"$job/init" <<-INIT
	#!/bin/sh
	export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
	mount -t proc none /proc
	mount -t hostfs -o $job none $job
	for i in 1 2 3; do "$tool" digest "$job/test.conf"; done >"$job/out" 2>&1
	sync
	echo o >/proc/sysrq-trigger
	sleep 5
INIT
chmod 755 "$job/init"
TMPDIR=/dev/shm setsid linux.uml mem=128M uml_dir="$job/uml" umid=u root=/dev/root rootfstype=hostfs \
	rootflags=/ ro init="$job/init" con=null con0=null,fd:2 ssl=null noreboot panic=-1 quiet \
	</dev/null >/dev/null 2>"$job/console" &
guest=$!
i=0
while kill -0 "$guest" 2>/dev/null && [ $i -lt 600 ]; do
	sleep 0.1
	i=$((i + 1))
done

if [ "$(sort -u "$job/out" 2>/dev/null | wc -l)" = 1 ] && [ "$(wc -l <"$job/out")" = 3 ] &&
	[ "$(wc -w <"$job/out")" = 6 ]; then
	echo "ok 1 - $name"
else
	echo "not ok 1 - $name"
	cat "$job/out" "$job/console" 2>/dev/null | tail -n 20 | sed 's/^/# /'
fi
