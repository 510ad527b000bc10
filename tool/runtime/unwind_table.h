/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where functions begin, static ones of stripped objects too, by the table in which unwinders search
   (.eh_frame_hdr; Linux Standard Base, Core, "Exception Frames"). It is read in the client's memory. */
#ifndef SC_UNWIND_TABLE_H
#define SC_UNWIND_TABLE_H

#include "runtime/elf.h"

/* Remembers where the object has its table. `bias` is added to the file's addresses. */
void SC_(unwind_table_note)(const ElfFile* f, PtrdiffT bias);
/* Something was mapped or unmapped there. */
void SC_(unwind_tables_forget)(Addr lo, Addr hi);

/* The function, or the part of one that a compiler or an assembler set apart, that holds `a`; False when
   its object has no such table, or another kind of it. */
Bool SC_(function_around)(Addr a, Addr* lo, Addr* hi);

#endif
