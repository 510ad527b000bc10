/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/request.h"

Bool SC_(handle_request)(ThreadId tid, UWord* args, UWord* result)
{
   return False;
}
