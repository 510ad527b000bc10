/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ELF objects mapped in the client, through Valgrind's list of them: finds
   the runtime, classes the code of each object once. */
#ifndef SC_OBJECT_H
#define SC_OBJECT_H

#include "base/base.h"
#include "runtime/code_class.h"

/* The class of the code at `a`, looking at the object that holds it when it has
   not been seen yet. Call once per superblock, not per instruction. */
CodeClass SC_(class_of_code)(Addr a);

/* Something was mapped or unmapped in [a,a+len). */
void SC_(objects_changed)(Addr a, SizeT len);

/* Path and build-id of the program's main executable ("" when unknown), what
   cannot be seen in it (notes, an XArray of const HChar*). */
const HChar* SC_(main_exe_path)(void);
const HChar* SC_(main_exe_build_id)(void); /* or NULL */
const XArray* SC_(object_notes)(void);

/* To be called before the client's first instruction. Looks at the main
   executable. NULL when it can be checked; else one line on why not. */
const HChar* SC_(examine_program)(void);

#endif
