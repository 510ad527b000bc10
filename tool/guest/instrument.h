/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is added to the code that the client runs, by class of code:

   OCaml      nothing.
   runtime    at entries of its functions: a call when the function means
              something to the model, or when a stub is the caller; at its calls
              to the outside: a call while a compaction is going on.
   link       returns to a stub's caller.
   neutral    tags, while a stub runs; returns to a stub's caller.
   stub       its head, tags, returns to OCaml and jumps out.

   A superblock is of one class: guest/chase.c. */
#ifndef SC_INSTRUMENT_H
#define SC_INSTRUMENT_H

#include "base/base.h"
#include "pub_tool_tooliface.h" // IRSB
#include "runtime/code_class.h"

IRSB* SC_(instrument)(VgCallbackClosure* closure, IRSB* in, const VexGuestLayout* layout,
                      const VexGuestExtents* extents, const VexArchInfo* arch,
                      IRType guest_word, IRType host_word);

/* Is nothing added inside the superblock at `ip`, of such code, as things are? */
Bool SC_(stays_plain)(CodeClass class, Addr ip);

#endif
