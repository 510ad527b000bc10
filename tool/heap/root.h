/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Registered global roots: addresses of words that the collector sees. */
#ifndef SC_ROOT_H
#define SC_ROOT_H

#include "base/base.h"

/* False when it is registered already: nothing changes then. */
Bool SC_(root_add)(Addr word);
/* False when it is not registered. */
Bool SC_(root_remove)(Addr word);

ULong* SC_(roots_registered)(void); /* a counter: of registrations */

#endif
