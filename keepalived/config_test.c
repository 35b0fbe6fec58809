/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/config_test.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "keepalived/loader/load.h"
#include "keepalived/model/config.h"
#include "keepalived/options.h"
#include "lib/conf/dump.h"
#include "lib/conf/image.h"
#include "lib/conf/json.h"
#include "lib/sys/fdutil.h"
#include "lib/sys/memfd.h"

#define STATUS_INTERNAL 1
#define STATUS_STOPPED  2 /* the reading ended at a missing parameter */

static const struct load_request *request_of(const struct options *options, struct load_request *request)
{
	*request = (struct load_request){
		.conf_file = options->conf_file,
		.config_id = options->config_id,
		.checks_includes = options->all_config,
		.is_test = true,
	};
	return request;
}

static int complain_about_machine(const struct load *l)
{
	const char *what = l->error == -EFBIG ? "the configuration is larger than 256 MiB"
					      : strerrordesc_np(-l->error);

	fprintf(stderr, "keepalived: cannot read the configuration: %s\n", what ? what : "unknown error");
	return STATUS_INTERNAL;
}

static void render(const struct load *l, const struct options *options, bool is_terminal, struct sbuf *out)
{
	const struct diag_list *diags = &l->diags;
	struct diag_style       style = { .with_colour = is_terminal, .with_context = true };

	if (options->json) {
		diag_render_json(diags, out);
		return;
	}
	for (size_t i = 0; i < diags->found.n; i++)
		diag_render_text(diags, &diags->found.at[i], &style, out);
	if (diags->dropped)
		sbuf_addf(out, "%zu more findings are not shown\n", diags->dropped);
}

/* Where the findings go: -tFILE is appended to, and no link is followed to it. */
static int open_output(const struct options *options)
{
	int fd;

	if (!options->config_test_file)
		return options->json ? STDOUT_FILENO : STDERR_FILENO;
	fd = open(options->config_test_file, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY, 0666);
	if (fd < 0)
		fprintf(stderr, "Unable to open config-test log file %s, errno = %d (%s)\n",
			options->config_test_file, errno, strerrordesc_np(errno));
	return fd;
}

static int status_of(const struct diag_list *diags, const struct options *options)
{
	int status = diag_status(diags);

	if (options->has_facility_error && status != 6 && status != 2)
		status = 5;
	return status;
}

int config_test_run(const struct options *options)
{
	struct load_request request;
	struct load         load;
	struct sbuf         out;
	int                 fd = open_output(options);
	int                 status;
	int                 error;

	if (fd < 0)
		return STATUS_INTERNAL;
	if (!load_run(&load, request_of(options, &request))) {
		status = complain_about_machine(&load);
		load_release(&load);
		return status;
	}
	sbuf_init(&out);
	render(&load, options, !options->config_test_file && isatty(fd), &out);
	status = status_of(&load.diags, options);

	/* Nobody may be there to read it: the status still says what there was to say. */
	error = write_all(fd, sbuf_text(&out), out.len);
	if (error < 0 && options->config_test_file) {
		fprintf(stderr, "Unable to write config-test log file %s: %s\n", options->config_test_file,
			strerrordesc_np(-error));
		status = STATUS_INTERNAL;
	}
	if (options->config_test_file)
		fd_close(&fd);
	sbuf_release(&out);
	load_release(&load);
	return status;
}

static void print_config(const struct config *config, const struct options *options, int status, struct sbuf *out)
{
	struct conf_json_about about = {
		.status = status,
		.is_complete = status != STATUS_STOPPED,
		.files = config->files,
		.n_files = config->n_files,
	};

	if (options->print_config_json)
		conf_json(&config_block, config, &about, out);
	else
		conf_dump(&config_block, config, out);
}

/* The exit status, which is @status if all goes well. */
static int print_image(const struct load *load, unsigned slot, const struct options *options, int status)
{
	struct sbuf          out;
	size_t               size;
	int                  error;
	const struct config *config = load_map(load->image_fd, slot, &size);

	if (!config)
		return status;
	sbuf_init(&out);
	print_config(config, options, status, &out);
	error = write_all(STDOUT_FILENO, sbuf_text(&out), out.len);
	sbuf_release(&out);
	memfd_image_unmap(IMAGE_SLOT_AT(slot), size);
	if (error < 0) {
		fprintf(stderr, "keepalived: cannot write the configuration: %s\n", strerrordesc_np(-error));
		return STATUS_INTERNAL;
	}
	return status;
}

int config_print_run(const struct options *options)
{
	struct load_request request;
	struct load         load;
	struct sbuf         out;
	int                 status;

	if (!load_run(&load, request_of(options, &request))) {
		status = complain_about_machine(&load);
		load_release(&load);
		return status;
	}
	sbuf_init(&out);
	render(&load, options, isatty(STDERR_FILENO), &out);
	(void)!write(STDERR_FILENO, sbuf_text(&out), out.len);
	sbuf_release(&out);
	status = print_image(&load, request.slot, options, status_of(&load.diags, options));
	load_release(&load);
	return status;
}
