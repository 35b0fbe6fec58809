#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Every source and every test is listed for the build.
top_srcdir=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}

echo 1..2
if stale=$("$top_srcdir/tools/lists" --check); then
	echo "ok 1 - files.am list what is on disk"
else
	echo "not ok 1 - files.am list what is on disk"
	echo "$stale" | sed 's/^/# run tools\/lists: /'
fi

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
mkdir -p "$copy/tools" "$copy/lib/base"
cp "$top_srcdir/tools/lists" "$copy/tools"
cp "$top_srcdir/Makefile.am" "$copy"
"$copy/tools/lists" >/dev/null
echo >"$copy/lib/base/planted.c"
if [ "$("$copy/tools/lists" --check | sort | tr '\n' ' ')" = "Makefile.am lib/base/files.am " ]; then
	echo "ok 2 - a source that is not listed is seen"
else
	echo "not ok 2 - a source that is not listed is seen"
fi
