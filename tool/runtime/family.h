/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the families of native runtimes have in common. */
#ifndef SC_FAMILY_H
#define SC_FAMILY_H

#include "runtime/runtime.h"

/* A list of the program's that is longer is damaged. */
#define FAMILY_LIST_MAX (1 << 20)

/* A word of the client's; 0 when it cannot be read, which no caller takes for a valid
   answer. */
UWord SC_(family_word)(Addr a);

/* The offset in the domain state that the program itself tells (amd64.S leaves
   `domain_field_caml_x', an index, which `strip' removes), or else `known'. */
Word SC_(family_offset)(const HChar* symbol, Word known);

/* Static data of all units, as `Runtime.regions' tells it (caml_data_segments). */
void SC_(family_static_data)(void (*each)(Addr, Addr, RegionKind, void*), void* opaque);

/* Does the OCaml code at `ret' go on with what a C function returned as with a value? */
Bool SC_(family_takes_value)(Addr ret);

/* Events of functions that all versions have. */
void SC_(family_events)(void);

#endif
