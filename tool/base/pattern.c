/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Matching names with patterns, for the core, sooner. Each symbol of each object that the program loads is matched with
   each of some eighty patterns of functions to replace (coregrind/m_redir.c): a million matches at start,
   nearly all of names that differ in the first letters from patterns without `*' or `?'. VG_(string_match) takes
   the length of both first and asks three functions for each character, which is a tenth of the start-up of a small program. The
   linker puts this function before it (Makefile.am). */
#include "base/base.h"
#include "pub_tool_seqmatch.h"

extern Bool __real_vgPlain_string_match(const HChar* pattern, const HChar* name);
Bool        __wrap_vgPlain_string_match(const HChar* pattern, const HChar* name);

/* What VG_(string_match) answers: a common beginning without meta-symbols changes nothing about the rest. */
Bool __wrap_vgPlain_string_match(const HChar* pattern, const HChar* name)
{
   while (*pattern != '*' && *pattern != '?') {
      if (*pattern != *name)
         return False;
      if (*pattern == '\0')
         return True;
      pattern++;
      name++;
   }
   return __real_vgPlain_string_match(pattern, name);
}
