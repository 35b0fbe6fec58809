#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# world - runs programs on configurations in one small world that is the same on every machine.
#
#   world.sh OUT LIMIT NAME=PROGRAM[:LIBRARIES]... <JOBS
#
# A job is a line ID<TAB>NAME<TAB>CONFIGURATION<TAB>OPTIONS: the program NAME is run as "keepalived -t
# -f /etc/keepalived/keepalived.conf OPTIONS", for LIMIT seconds at most. OUT/ID.out, OUT/ID.err and
# OUT/ID.status take what it says (status 124: out of time). Exit status 77, with the reason: there
# can be no world here.
#
# The world: host lb1, no name server, twenty interfaces with one address 10.250.N.2/24 each, the
# users of a bare system, the programs of this machine in /usr. Scripts that a configuration names
# in the usual places exist and do nothing. A folder FILE.d beside FILE.conf lies beside it there too.
set -euo pipefail

give_up() {
	echo "$*" >&2
	exit 77
}

# -- outside -----------------------------------------------------------------------------------

if [ "${1-}" != --inside ]; then
	[ "$(id -u)" = 0 ] || give_up "needs root"
	for tool in unshare ip mount chroot timeout; do
		command -v $tool >/dev/null || give_up "$tool is missing"
	done
	spaces=(unshare --mount --net --uts --pid --fork --kill-child --propagation private)
	"${spaces[@]}" true 2>/dev/null || give_up "no namespaces of one's own here"
	root=$(mktemp -d)
	trap 'rmdir "$root"' EXIT
	"${spaces[@]}" bash "$0" --inside "$root" "$@"
	exit
fi

# -- set-up ------------------------------------------------------------------------------------

root=$2 out=$(realpath "$3") limit=$4
shift 4
umask 022
hostname lb1 || give_up "the host name cannot be set"

interfaces() {
	local n=0 name
	echo "link set lo up"
	for name in eth{0..4} ens{3,18,32,33,160,192} enp0s{3,8} em{1,2} eno1 bond{0,1} br0 wlan0; do
		n=$((n + 1))
		echo "link add $name type bridge"
		echo "addr add 10.250.$n.2/24 dev $name"
		echo "addr add fe80::$n/64 dev $name nodad"
		echo "link set $name up"
	done
}
interfaces | ip -batch - >/dev/null || give_up "the interfaces cannot be made"

programs=("$@")
for i in "${!programs[@]}"; do # with absolute paths, before the current folder changes
	libraries= program=${programs[i]#*=}
	[[ $program != *:* ]] || libraries=$(realpath "${program#*:}")
	programs[i]=${programs[i]%%=*}=$(realpath "${program%%:*}"):$libraries
done

mount -t tmpfs -o mode=755 none "$root" || give_up "nothing can be mounted"
cd "$root"
mkdir -p usr proc sys dev run tmp var root srv etc/keepalived etc/iproute2
ln -s usr/bin bin
ln -s usr/sbin sbin
for lib in lib lib32 lib64; do [ ! -e /usr/$lib ] || ln -s usr/$lib $lib; done
ln -s ../run var/run
chmod 1777 tmp
mount --bind /usr usr
mount -o remount,bind,ro usr
mount -t tmpfs -o mode=755 none usr/local
mkdir -p usr/local/bin usr/local/sbin usr/local/lib
mount -t proc none proc 2>/dev/null || mount --rbind /proc proc
mount --rbind /sys sys
mount --rbind /dev dev
for file in ld.so.cache nsswitch.conf protocols services; do
	[ ! -e /etc/$file ] || cp /etc/$file etc/
done
cp /etc/iproute2/rt_* etc/iproute2/ 2>/dev/null || :
printf '127.0.0.1\tlocalhost\n127.0.1.1\tlb1\n' >etc/hosts
for user in root:0 daemon:1 bin:2 sys:3 mail:8 www-data:33 nobody:65534; do
	echo "${user%:*}:x:${user#*:}:${user#*:}::/:/usr/sbin/nologin" >>etc/passwd
	echo "${user%:*}:x:${user#*:}:" >>etc/group
done

for program in "${programs[@]}"; do
	name=${program%%=*} path=${program#*=}
	mkdir -p srv/"$name"/lib
	cp "${path%%:*}" srv/"$name"/keepalived
	[ -z "${path#*:}" ] || mount --bind "${path#*:}" srv/"$name"/lib
done

# -- scripts -----------------------------------------------------------------------------------

made=() # the last first, so that they can be removed in this order

stub() { # PATH: a script that does nothing
	local folder=.${1%/*} new=()
	case $1 in
	*//* | */../* | */./* | */ | */.. | */.) return ;;
	/usr/local/* | /etc/* | /opt/* | /root/* | /srv/* | /home/* | /var/* | /tmp/* | /mnt/* | /scripts/*) ;;
	*) return ;;
	esac
	[ ! -e ".$1" ] || return 0
	while [ ! -e "$folder" ]; do
		new+=("$folder")
		folder=${folder%/*}
	done
	made=(".$1" "${new[@]}" "${made[@]}")
	{ mkdir -p ".${1%/*}" && printf '#!/bin/sh\nexit 0\n' >".$1" && chmod 755 ".$1"; } 2>/dev/null || :
}

scripts_of() { # CONFIGURATION: the absolute paths that follow a keyword for scripts
	sed 's/\r//g; s/[#!].*//' "$1" | LC_ALL=C awk -F "[ \t\"';]+" '{
		for (i = 1; i < NF; i++)
			if ($i ~ /(^|\{)(script|notify(_[a-z_]+)?|quorum_(up|down)|misc_path|[a-z_]*fifo_script|startup_script|shutdown_script)$/ &&
			    $(i + 1) ~ /^\//)
				print $(i + 1)
	}'
}

for program in killall pidof pgrep pkill curl wget nc systemctl service; do
	[ -e usr/bin/$program ] || [ -e usr/sbin/$program ] || stub /usr/local/bin/$program
done

# -- runs --------------------------------------------------------------------------------------

prepare() { # CONFIGURATION
	local paths path beside=${1%.conf}.d
	[ ${#made[@]} = 0 ] || rm -df -- "${made[@]}" 2>/dev/null || :
	made=()
	find etc/keepalived -mindepth 1 -delete
	cat "$1" >etc/keepalived/keepalived.conf
	[ ! -d "$beside" ] || cp -R "$beside" etc/keepalived/
	mapfile -t paths < <(scripts_of "$1")
	for path in "${paths[@]}"; do stub "$path"; done
}

made=() # what was made before stays
last=
while IFS=$'\t' read -r id name configuration options; do
	[ "$configuration" = "$last" ] || prepare "$configuration"
	last=$configuration status=0
	timeout -k 1 "$limit" chroot . /usr/bin/env -i -C /etc/keepalived LC_ALL=C \
		PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		LD_LIBRARY_PATH=/srv/"$name"/lib ASAN_OPTIONS=detect_leaks=0 \
		/srv/"$name"/keepalived -t -f /etc/keepalived/keepalived.conf $options \
		>"$out/$id.out" 2>"$out/$id.err" </dev/null || status=$?
	echo $status >"$out/$id.status"
done
