/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keepalived/loader/load.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "keepalived/loader/source_files.h"
#include "keepalived/loader/world_system.h"
#include "keepalived/model/config.h"
#include "keepalived/model/layout.h"
#include "keepalived/model/model_load.h"
#include "keepalived/model/served.h"
#include "lib/conf/image.h"
#include "lib/conf/read.h"
#include "lib/sys/digest.h"
#include "lib/sys/fdutil.h"
#include "lib/sys/memfd.h"

#define SECRETS_SIZE (16u * 1024 * 1024)

/* What exists while one configuration is read. */
struct reading {
	struct load               *l;
	const struct load_request *request;
	struct world_system       *world;
	struct arena               image;
	struct arena               secrets;
	struct expand              expand;
	struct conf_bind           bind;
	struct conf_read           read;
	struct model_load          model;
	struct image_head         *head;
	struct config             *config;
	char                      *directory; /* the working directory */
};

static const char *directory_of(struct reading *r, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *base = path[0] == '/' ? "" : r->directory;
	int         len = slash ? (int)(slash - path) : 0;

	if (!slash)
		return arena_strdup(&r->l->scratch, r->directory);
	return arena_printf(&r->l->scratch, "%s%s%.*s%s", base, *base ? "/" : "", len, path,
			    !len && path[0] == '/' ? "/" : "");
}

static void keep_files(struct reading *r)
{
	const struct diag_list *diags = &r->l->diags;
	const char            **files = arena_alloc(&r->image, diags->files.n * sizeof(*files));

	for (size_t i = 1; i < diags->files.n; i++)
		files[i] = arena_strdup(&r->image, diags->files.at[i].path);
	r->config->files = files;
	r->config->n_files = (uint32_t)diags->files.n;
}

/* A file that cannot be read is a plain line in an include, and the end of everything here. */
static void refuse_main_file(struct diag_list *diags)
{
	for (size_t i = 0; i < diags->found.n; i++) {
		struct diag *d = &diags->found.at[i];

		if (d->class == DIAG_LOG && !d->place.file) {
			d->class = DIAG_FATAL;
			d->is_fatal = true;
		}
	}
	diags->worst = MAX(diags->worst, DIAG_FATAL);
	diags->unusable = true;
}

/* Without the interfaces, everything that names one looks wrong. */
static void report_links(struct reading *r)
{
	int error = world_system_links_error(r->world);

	if (error < 0)
		diag_add(&r->l->diags, DIAG_LOGGED, (struct conf_place){ 0 },
			 "the interfaces of this machine cannot be read: %s", strerror(-error));
}

static const char *id_of(struct reading *r)
{
	char node[HOST_NAME_MAX + 1] = "";

	if (r->request->config_id)
		return r->request->config_id;
	if (gethostname(node, sizeof(node) - 1) < 0)
		return "";
	node[strcspn(node, ".")] = '\0';
	return arena_strdup(&r->l->scratch, node);
}

static void read_all_files(struct reading *r)
{
	struct load               *l = r->l;
	const struct load_request *request = r->request;

	arena_init_fixed(&r->image, IMAGE_SLOT_AT(request->slot), IMAGE_SLOT_SIZE);
	r->head = image_begin(&r->image);
	r->config = arena_new(&r->image, struct config);
	r->model = (struct model_load){
		.ops = &world_system_ops,
		.world = r->world,
		.global = &r->config->global,
		.secrets = &r->secrets,
		.digest_key = request->digest_key,
		.digest = digest_keyed,
		.main_directory = directory_of(r, request->conf_file),
		.checks_includes = request->checks_includes,
	};
	expand_init(&r->expand, &source_files_ops, l->files, &l->diags, &l->scratch, id_of(r),
		    request->checks_includes ? INCLUDE_ALL : 0);
	conf_bind_init(&r->bind, &r->image, &l->scratch, &l->diags, &r->expand, r->config, &r->model,
		       request->is_test);
	conf_read_init(&r->read, &r->bind, &config_block);
	r->expand.on_line = conf_read_line;
	r->expand.sink = &r->read;

	if (!expand_run(&r->expand, r->directory, request->conf_file))
		refuse_main_file(&l->diags);
	conf_read_finish(&r->read);
	config_complete(&r->bind, r->config);
	if (request->is_test && !r->bind.is_stopped) /* who runs it is told in fewer lines */
		served_report(&r->bind, r->config);
	report_links(r);

	r->config->main_directory = arena_strdup(&r->image, r->model.main_directory);
	keep_files(r);
	image_finish(r->head, &r->image, model_layout(), r->config);
	l->image_size = r->image.used;

	conf_read_release(&r->read);
	conf_bind_release(&r->bind);
	expand_release(&r->expand);
}

/* @fd gets what the arena holds, and becomes final. */
static int seal(int fd, void *at, size_t mapped, size_t used)
{
	memfd_image_unmap(at, mapped);
	return memfd_image_seal(fd, used);
}

static int load_into(struct reading *r, int image_fd, int secrets_fd)
{
	void *slot = IMAGE_SLOT_AT(r->request->slot);
	void *secrets;
	bool  has_overflowed;
	int   error;

	error = memfd_image_map_to_fill(image_fd, slot, IMAGE_SLOT_SIZE);
	if (error < 0)
		return error;
	if (ftruncate(secrets_fd, SECRETS_SIZE) < 0 ||
	    (secrets = mmap(NULL, SECRETS_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, secrets_fd, 0)) == MAP_FAILED) {
		error = -errno;
		memfd_image_unmap(slot, IMAGE_SLOT_SIZE);
		return error;
	}
	arena_init_fixed(&r->secrets, secrets, SECRETS_SIZE);

	read_all_files(r);

	has_overflowed = arena_overflowed(&r->image) || arena_overflowed(&r->secrets);
	error = seal(image_fd, slot, IMAGE_SLOT_SIZE, r->l->image_size);
	if (!error)
		error = seal(secrets_fd, secrets, SECRETS_SIZE, r->secrets.used);
	else
		memfd_image_unmap(secrets, SECRETS_SIZE);
	arena_release(&r->image);
	arena_release(&r->secrets);
	return has_overflowed ? -EFBIG : error;
}

bool load_run(struct load *l, const struct load_request *request)
{
	struct reading       r = { .l = l, .request = request };
	_cleanup_close_ int  image_fd = -1;
	_cleanup_close_ int  secrets_fd = -1;

	*l = (struct load){ .image_fd = -1, .secrets_fd = -1 };
	arena_init(&l->scratch);
	diag_init(&l->diags, &l->scratch);
	l->files = source_files_open();
	l->error = world_system_open(&r.world);
	if (l->error < 0)
		return false;

	r.directory = getcwd(NULL, 0);
	if (!r.directory)
		r.directory = strdup("/");
	image_fd = memfd_image_create("ka-image");
	secrets_fd = memfd_image_create("ka-secrets");
	l->error = image_fd < 0 ? image_fd : secrets_fd < 0 ? secrets_fd : load_into(&r, image_fd, secrets_fd);
	if (!l->error) {
		l->image_fd = take_fd(&image_fd);
		l->secrets_fd = take_fd(&secrets_fd);
	}
	free(r.directory);
	world_system_close(r.world);
	return !l->error;
}

void load_release(struct load *l)
{
	diag_release(&l->diags);
	arena_release(&l->scratch);
	source_files_close(l->files);
	fd_close(&l->image_fd);
	fd_close(&l->secrets_fd);
}

const struct config *load_map(int image_fd, unsigned slot, size_t *ret_size)
{
	const void *root = NULL;
	size_t      size;

	if (memfd_image_map(image_fd, IMAGE_SLOT_AT(slot), &size) < 0)
		return NULL;
	if (image_check(IMAGE_SLOT_AT(slot), size, model_layout(), &root) != IMAGE_OK) {
		memfd_image_unmap(IMAGE_SLOT_AT(slot), size);
		return NULL;
	}
	*ret_size = size;
	return root;
}
