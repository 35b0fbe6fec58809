/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * io - what became of an operation on a descriptor that must not wait.
 *
 * Who gets one of the two wishes waits for it and calls the same function again with the same
 * parameters. TLS may wish to write in order to read and the other way round, so the wish, not the
 * name of the function, says what to wait for.
 */
#pragma once

enum io_result {
	IO_DONE,
	IO_WANT_READ,
	IO_WANT_WRITE,
	IO_CLOSED, /* the other side will send no more, and has said so properly */
	IO_FAILED,
};
