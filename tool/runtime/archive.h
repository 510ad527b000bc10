/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the code of OCaml's C libraries lies in an executable. The linker lays
   the members of one archive side by side, so the first and the last function of
   an archive bound it; what is between them belongs to it, whatever its name.
   Pure. */
#ifndef SC_ARCHIVE_H
#define SC_ARCHIVE_H

#include "base/base.h"

typedef enum {
   ARCHIVE_RUNTIME,   /* libasmrun or libcamlrun */
   ARCHIVE_SYSTHREADS /* libthreadsnat or libthreads */
} Archive;

/* A symbol of executable code. */
typedef struct {
   Addr         addr;
   SizeT        size;
   const HChar* name;
   const HChar* file;   /* object or source file of a local symbol, "" when unknown */
   Bool         local;
   Bool         weak;
   Bool         ocaml;  /* of OCaml code (SC_(is_ocaml_symbol)) */
} CodeSymbol;

/* Searches `symbols` (of CodeSymbol, sorted by addr) for the archive. False when
   it is not there. `all_symbols`: local ones are among them; if not, the code
   after the last function that can be seen, up to the next symbol or `text_hi`,
   counts as the archive's, and libthreads' from the symbol before, or `text_lo`, on. */
Bool SC_(archive_find)(Archive archive, const XArray* symbols, Bool all_symbols,
                       Addr text_lo, Addr text_hi, Addr* lo, Addr* hi);

#endif
