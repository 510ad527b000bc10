/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Execs: what the image after it must know, what the one before it must not lose. */
#ifndef SC_EXEC_H
#define SC_EXEC_H

#include "base/base.h"

/* The path of this process: what the image before the exec left for it, or "1". The
   caller keeps it for ever. */
const HChar* SC_(process_path)(void);

/* Did an exec followed by --trace-children=yes make this process? */
Bool SC_(is_exec_image)(void);

/* The process is about to exec the file that the client's string names. */
void SC_(exec_begins)(Addr file);

/* That exec has failed. `spawned`: in a child of posix_spawn, whose parent is
   natively told. */
void SC_(exec_failed)(Addr file, UWord errnum, Bool spawned);

#endif
