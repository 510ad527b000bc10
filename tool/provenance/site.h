/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a value came into C's hands: places in the code, each interned once, so that
   a tag can name one in 23 bits. */
#ifndef SC_SITE_H
#define SC_SITE_H

#include "base/base.h"

typedef enum {
   SITE_UNKNOWN,
   SITE_ARGUMENT, /* argument `n` (from 1) of the stub that begins at `fn` */
   SITE_FIELD,    /* loaded from OCaml memory or a root by the instruction at `ip` */
   SITE_RESULT    /* result of the runtime function at `fn`, called at `ip` */
} SiteKind;

typedef struct {
   SiteKind kind;
   UInt     n;
   Addr     fn;
   Addr     ip;
} Site;

/* The first of the numbers of the arguments 1 to SITE_ARGUMENTS of the stub at `fn`, which
   follow each other; 0 when there are too many sites. */
#define SITE_ARGUMENTS 18
UInt SC_(site_arguments)(Addr fn);

/* Its number; 0 (SITE_UNKNOWN) when there are too many. */
UInt SC_(site)(SiteKind kind, Addr fn, Addr ip, UInt n);

/* The site has given C the word, an address of the heap, in that epoch; or a root holds it that had
   it from there. */
void SC_(site_gave)(UInt number, UWord word, ULong epoch);
/* The only one that it gave in that epoch, and what was its header then; 0 when none or several. */
UWord SC_(site_word)(UInt number, ULong epoch, UWord* header);

/* The site of that number; that of number 0 when there is none. Lives for ever. */
const Site* SC_(site_nth)(UInt number);

#endif
