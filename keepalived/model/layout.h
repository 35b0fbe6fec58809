/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * layout - one number for the shape of all structs of the model, so that an image of another build is
 * recognised.
 */
#pragma once

#include <stdint.h>

uint64_t model_layout(void);
