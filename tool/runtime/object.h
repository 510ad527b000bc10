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

/* Is there OCaml code at `a`, native code or bytecode? */
Bool SC_(is_ocaml_code)(Addr a);

/* Static functions of a stripped object have no names: are these addresses close
   enough to be of one function? A guess, for stacks only. */
Bool SC_(near_code)(Addr a, Addr b);

/* Is the file one of the C libraries in which nothing of OCaml's can go wrong by
   itself? By its name. */
Bool SC_(is_neutral_file)(const HChar* path);

/* Something was mapped or unmapped in [a,a+len). */
void SC_(objects_changed)(Addr a, SizeT len);

/* Path and build-id of the program's main executable ("" when unknown), what
   cannot be seen in it (notes, an XArray of const HChar*). */
const HChar* SC_(main_exe_path)(void);
const HChar* SC_(main_exe_build_id)(void); /* or NULL */
const XArray* SC_(object_notes)(void);

/* Of the file `path`, when code of it that is not neutral has run; or NULL. */
const HChar* SC_(build_id_of)(const HChar* path);

/* Looks at the main executable. To be called once, before the client's first
   instruction but after Valgrind has read the initial debug information: when the
   first superblock is instrumented, not in post_clo_init (the list of objects is
   empty then). NULL when the program can be checked, because there is OCaml in it or
   because it was compiled with include/stubcheck.h; else one line on why not, which
   lives for ever. */
const HChar* SC_(examine_program)(void);

/* Is the code at `a` of an object that speaks to the OCaml runtime? Others get addresses of
   OCaml memory, but know nothing of blocks. */
Bool SC_(uses_values)(Addr a);

#endif
