/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fork, exec and mappings, as the program asks the kernel for them. */
#ifndef SC_GUEST_PROCESS_H
#define SC_GUEST_PROCESS_H

#include "base/base.h"

/* Registers the fork handlers and the system-call wrapper. */
void SC_(process_init)(void);

/* The path of this process: what the image before the exec left for it, or "1".
   Call once the options are known. The caller keeps it for ever. */
const HChar* SC_(process_path)(void);

/* Did an exec followed by --trace-children=yes make this process? */
Bool SC_(is_exec_image)(void);

#endif
