/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Patterns for the core: the answers of VG_(string_match), over all short patterns and names. */
#include "native.h"
#include "pub_tool_seqmatch.h"
#include "tap.h"

extern Bool __real_vgPlain_string_match(const HChar* pattern, const HChar* name);

/* The `n`th text of at most three characters of `letters`. */
static void text(HChar* t, UInt n, const HChar* letters)
{
   const UInt count = VG_(strlen)(letters);
   for (; n > 0; n = (n - 1) / count)
      *t++ = letters[(n - 1) % count];
   *t = '\0';
}

int main(void)
{
   UInt  differ = 0, match = 0;
   HChar pattern[8], name[8];
   for (UInt p = 0; p < 1 + 4 + 16 + 64; p++)
      for (UInt n = 0; n < 1 + 2 + 4 + 8; n++) {
         text(pattern, p, "ab*?");
         text(name, n, "ab");
         const Bool is = VG_(string_match)(pattern, name);
         match += is;
         differ += is != __real_vgPlain_string_match(pattern, name);
      }
   CHECK(differ == 0);
   CHECK(match > 100);
   CHECK(VG_(string_match)("libc.so*", "libc.so.6") && !VG_(string_match)("malloc", "malloc_trim"));
   return tap_done();
}
