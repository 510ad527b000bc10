/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which functions read strings, and how they are recognised: an entry of a procedure linkage table jumps
   through a word of its own, and the file's relocations have the name of the function whose address
   goes there (System V ABI, amd64 supplement, "Procedure Linkage Table"). The address itself tells nothing:
   glibc has several of most of these functions, and their names are not among its dynamic symbols. */
#include "runtime/string_reader.h"

#include "base/range_map.h"
#include "runtime/plt.h"

enum { FIRST = 1, SECOND = 2, BOTH = 3 };

/* C11 7.22 and 7.24, POSIX; the names that glibc's headers give them when it checks sizes (_FORTIFY_SOURCE),
   and those of its strtol for C23. Not those with a limit (strncpy): it may be 0, and then they read nothing. */
static const StringReader readers[] = {
   { "strlen", FIRST },
   { "strcpy", SECOND }, { "stpcpy", SECOND }, { "strcat", BOTH },
   { "__strcpy_chk", SECOND }, { "__stpcpy_chk", SECOND }, { "__strcat_chk", BOTH },
   { "strcmp", BOTH }, { "strcasecmp", BOTH }, { "strcoll", BOTH },
   { "strchr", FIRST }, { "strrchr", FIRST }, { "strstr", BOTH }, { "strpbrk", BOTH }, { "strspn", BOTH },
   { "strcspn", BOTH },
   { "strdup", FIRST }, { "__strdup", FIRST },
   { "atoi", FIRST }, { "atol", FIRST }, { "atoll", FIRST }, { "atof", FIRST }, { "strtod", FIRST },
   { "strtol", FIRST }, { "strtoul", FIRST }, { "strtoll", FIRST }, { "strtoull", FIRST },
   { "__isoc23_strtol", FIRST }, { "__isoc23_strtoul", FIRST }, { "__isoc23_strtoll", FIRST },
   { "__isoc23_strtoull", FIRST },
   { "puts", FIRST }, { "fputs", FIRST }, { "getenv", FIRST }, { "setenv", BOTH }, { "fopen", BOTH },
   { "fopen64", BOTH }, { "popen", BOTH }, { "system", FIRST }
};

static RangeMap* slots; /* words through which entries jump: the index of the reader, plus 1 */

static void note_slot(const HChar* name, Addr slot, void* bias)
{
   for (UWord i = 0; i < sizeof readers / sizeof *readers; i++)
      if (VG_(strcmp)(readers[i].name, name) == 0) {
         const Addr at = slot + (Addr)*(PtrdiffT*)bias;
         if (!slots)
            slots = SC_(range_map_new)("sc.string_reader");
         SC_(range_map_set)(slots, at, at + sizeof(Addr), i + 1);
         return;
      }
}

void SC_(string_readers_note)(const ElfFile* f, PtrdiffT bias)
{
   SC_(elf_plt_slots)(f, note_slot, &bias);
}

void SC_(string_readers_forget)(Addr lo, Addr hi)
{
   if (slots)
      SC_(range_map_unset)(slots, lo, hi);
}

const StringReader* SC_(string_reader_at)(Addr plt)
{
   const Addr slot = slots ? SC_(plt_slot)(plt) : 0;
   const Range* r = slot ? SC_(range_map_find)(slots, slot) : NULL;
   return r && r->lo == slot ? &readers[r->data - 1] : NULL;
}
