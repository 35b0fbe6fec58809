dnl SPDX-License-Identifier: GPL-2.0-or-later

dnl KA_NEED(VARIABLE, PKG-CONFIG MODULE, DEBIAN PACKAGE)
dnl A library that the build cannot do without; its flags join DEPS_CFLAGS and DEPS_LIBS.
AC_DEFUN([KA_NEED], [
	PKG_CHECK_MODULES([$1], [$2], [],
		[AC_MSG_ERROR([$2 is missing (Debian package: $3)])])
	AS_VAR_APPEND([DEPS_CFLAGS], [" $$1_CFLAGS"])
	AS_VAR_APPEND([DEPS_LIBS], [" $$1_LIBS"])
	AC_SUBST([DEPS_CFLAGS])
	AC_SUBST([DEPS_LIBS])
])

dnl KA_CC_GNU17: stop early, in plain words, when the compiler is too old.
AC_DEFUN([KA_CC_GNU17], [
	AC_MSG_CHECKING([whether $CC accepts -std=gnu17])
	ka_saved_cflags=$CFLAGS
	CFLAGS="$CFLAGS -std=gnu17"
	AC_COMPILE_IFELSE([AC_LANG_PROGRAM()],
		[AC_MSG_RESULT([yes])],
		[AC_MSG_RESULT([no])
		 AC_MSG_ERROR([a compiler for C17 is needed: gcc 8, clang 7 or later])])
	CFLAGS=$ka_saved_cflags
])

dnl KA_EXPAND(VARIABLE, RESULT): the directory with ${prefix} and the like filled in.
AC_DEFUN([KA_EXPAND], [
	$2=$$1
	ka_saved_prefix=$prefix
	ka_saved_exec_prefix=$exec_prefix
	test "x$prefix" = xNONE && prefix=$ac_default_prefix
	test "x$exec_prefix" = xNONE && exec_prefix=$prefix
	while :; do
		eval "ka_next=\"$$2\""
		test "x$ka_next" = "x$$2" && break
		$2=$ka_next
	done
	prefix=$ka_saved_prefix
	exec_prefix=$ka_saved_exec_prefix
])
