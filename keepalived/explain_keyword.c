/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/explain_keyword.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "keepalived/model/config.h"
#include "lib/conf/explain.h"
#include "lib/sys/fdutil.h"
#include "lib/text/sbuf.h"

int explain_keyword_run(const char *word)
{
	struct sbuf out;
	int         status = EXIT_SUCCESS;
	int         error = 0;

	sbuf_init(&out);
	if (conf_explain(&config_block, word, &out)) {
		error = write_all(STDOUT_FILENO, sbuf_text(&out), out.len);
	} else {
		fprintf(stderr, "keepalived: %s", sbuf_text(&out));
		status = EXIT_FAILURE;
	}
	if (error < 0) {
		fprintf(stderr, "keepalived: cannot write the explanation: %s\n", strerrordesc_np(-error));
		status = EXIT_FAILURE;
	}
	sbuf_release(&out);
	return status;
}
