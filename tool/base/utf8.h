/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Texts of the client's (file names, arguments, custom identifiers) are bytes;
   JSON and XML want UTF-8. Pure. */
#ifndef SC_UTF8_H
#define SC_UTF8_H

#include "base/base.h"

/* Bytes of the well-formed UTF-8 character at `s` (RFC 3629: shortest form, no
   surrogates), 0 when there is none. 1 for every ASCII byte but the final NUL. */
UInt SC_(utf8_length)(const HChar* s);

#endif
