/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The identity of a finding: the same cause has the same identity in every run
   and in every process. It is words, `Kind|label@symbol:line|...`, free of
   addresses, pids, times and of the stamps in OCaml's symbols. */
#ifndef SC_IDENTITY_H
#define SC_IDENTITY_H

#include "report/stack.h"

/* FNV-1a, 64 bits, of the bytes of `s`. */
ULong SC_(fnv1a)(const HChar* s);

/* The first 8 hex digits of the hash of `key`. */
void SC_(identity_hash)(const HChar* key, HChar hash[9]);

/* `symbol:line` of the frame that stands for `where`: the first of a stub, else
   the innermost. `symbol` alone without debug information, the object's base
   name without symbols. The caller frees it. */
HChar* SC_(identity_of_site)(const ExeContext* where);

#endif
