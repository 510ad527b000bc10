/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client requests (include/stubcheck.h): a heap that is not OCaml's describes
   itself. */
#ifndef SC_REQUEST_H
#define SC_REQUEST_H

#include "base/base.h"

/* For VG_(needs_client_requests): False for requests that are not ours. */
Bool SC_(handle_request)(ThreadId tid, UWord* args, UWord* result);

#endif
