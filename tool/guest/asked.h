/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How often something was asked at places in the code, a few of them: what is slow is not
   asked for ever. */
#ifndef SC_ASKED_H
#define SC_ASKED_H

#include "base/base.h"

enum { ASKED_PLACES = 1024 };
typedef struct {
   UWord place;
   UInt  times;
} Asked;

/* One time more at `place`: how often before. `table` has ASKED_PLACES entries; places that
   share one take turns, and begin again. */
static inline UInt SC_(asked_before)(Asked* table, UWord place)
{
   Asked* a = &table[(place ^ (place >> 12)) % ASKED_PLACES];
   if (a->place != place) {
      a->place = place;
      a->times = 0;
   }
   return a->times++;
}

#endif
