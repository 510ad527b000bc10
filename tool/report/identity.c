/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The identity of a finding. */
#include "report/identity.h"

#include "base/text.h"
#include "pub_tool_libcfile.h" // VG_(basename)

ULong SC_(fnv1a)(const HChar* s)
{
   ULong hash = 0xcbf29ce484222325ULL;
   for (; *s; s++)
      hash = (hash ^ (UChar)*s) * 0x100000001b3ULL;
   return hash;
}

void SC_(identity_hash)(const HChar* key, HChar hash[9])
{
   VG_(sprintf)(hash, "%08x", (UInt)(SC_(fnv1a)(key) >> 32));
}

HChar* SC_(identity_of_site)(const ExeContext* where)
{
   XArray* frames = SC_(frames_of)(where, NULL);
   const Frame* f = SC_(blamed_frame)(frames);
   HChar* site;
   if (!f)
      site = SC_(format)("?");
   else if (!f->fn)
      site = SC_(format)("%s", f->obj ? VG_(basename)(f->obj) : "?");
   else if (f->line)
      site = SC_(format)("%s:%u", f->name, f->line);
   else
      site = SC_(format)("%s", f->name);
   SC_(frames_delete)(frames);
   return site;
}
