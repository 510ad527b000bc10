/* SPDX-License-Identifier: GPL-2.0-or-later */
/* References to C blocks in the program's memory: are they lost? A chance word that looks like
   an address hides a leak: a miss, never a false alarm. */
#ifndef SC_REFERENCES_H
#define SC_REFERENCES_H

#include "check/leak.h"

/* Marks those of the candidates, an XArray of LeakCandidate sorted by address, that are referred to
   from the program's own memory: not from OCaml's heap, whose references are its owners and
   known, nor from C blocks in quarantine.

   `roots_apart`: the runtime's lists of global roots are no references, but what blocks of OCaml's
   heap hold is one, owner or not, and so is what is in a register. */
void SC_(references_mark)(XArray* candidates, Bool roots_apart);

#endif
