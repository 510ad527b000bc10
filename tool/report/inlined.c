/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inlined functions, from Valgrind's descriptions. */
#include "report/inlined.h"

#include "base/core.h"
#include "pub_tool_debuginfo.h" // VG_(describe_IP)
#include "pub_tool_options.h"   // VG_(clo_xml)

static HChar* copy(const HChar* from, const HChar* to)
{
   const SizeT n = (SizeT)(to - from);
   HChar* s = SC_(new)("sc.inlined", n + 1);
   VG_(memcpy)(s, from, n);
   return s;
}

/* C++ names hold parentheses themselves: the location is behind the last " (". */
static const HChar* last_parenthesis(const HChar* text)
{
   const HChar* found = NULL;
   for (const HChar* s = text; *s; s++)
      if (s[0] == ' ' && s[1] == '(')
         found = s;
   return found;
}

Site SC_(site_of_text)(const HChar* text)
{
   Site site = { NULL, NULL, 0 };
   const HChar* name = VG_(strstr)(text, ": ");
   const HChar* location = last_parenthesis(text);
   if (!name || !location || name + 2 >= location)
      return site;
   if (VG_(strncmp)(name + 2, "???", 3) != 0)
      site.fn = copy(name + 2, location);
   const HChar* colon = VG_(strrchr)(location, ':');
   if (colon && VG_(strncmp)(location, " (in ", 5) != 0) {
      site.file = copy(location + 2, colon);
      site.line = (UInt)VG_(strtoll10)(colon + 1, NULL);
   }
   return site;
}

void SC_(inlined_at)(DiEpoch ep, Addr ip, void (*each)(const Site*, void*), void* opaque)
{
   InlIPCursor* cursor = VG_(new_IIPC)(ep, ip);
   if (!cursor)
      return;
   /* In XML mode the description would be XML. */
   const Bool xml = VG_(clo_xml);
   VG_(clo_xml) = False;
   do {
      const Site site = SC_(site_of_text)(VG_(describe_IP)(ep, ip, cursor));
      each(&site, opaque);
   } while (VG_(next_IIPC)(cursor));
   VG_(clo_xml) = xml;
   VG_(delete_IIPC)(cursor);
}
