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

/* Does it take arguments off the stack that the function had there? */
Bool SC_(family_takes_off)(Addr ret);

/* Puts the events of functions that all versions have, and these of the family's own. */
typedef struct {
   const HChar* function;
   RuntimeEvent event;
} FamilyEvent;
void SC_(family_events)(const FamilyEvent* own, UWord n);

/* The first of `n` functions or variables that the program does not have, or NULL. */
const HChar* SC_(family_missing)(const HChar* const* needed, UWord n);

#endif
