/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions that only the program knows: those that its interpreter runs. A name is
   given an address that can be no code's, so that it can stand in a stack like any
   other function. */
#ifndef SC_TOLD_FUNCTION_H
#define SC_TOLD_FUNCTION_H

#include "base/base.h"

/* The address for `name`, always the same for the same name. `name` is copied. */
Addr SC_(told_function)(const HChar* name);

/* The name behind such an address, which lives for ever; NULL for all others. */
const HChar* SC_(told_name)(Addr a);

#endif
