/* SPDX-License-Identifier: GPL-2.0-or-later */
/* genhash as a program of its own: small, so that scripts may call it often. */
#include <stdlib.h>

#include "genhash/genhash.h"
#include "lib/sys/fdutil.h"

int main(int argc, char *argv[])
{
	if (!fd_open_standard())
		return EXIT_FAILURE;
	if (argc < 1)
		return genhash_run("genhash", NULL, 0, argv);
	return genhash_run(argv[0], NULL, argc - 1, argv + 1);
}
