/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table is sorted by the first address of each entry (a frame description entry), and has no
   lengths: a function ends where the next one begins. */
#include "runtime/unwind_table.h"

#include "base/client.h"
#include "base/range_map.h"

/* What GNU ld and lld write (DWARF exception header encodings): pcrel, an unsigned number, datarel. */
static const UChar usual_head[] = { 1, 0x1b, 0x03, 0x3b };

typedef struct {
   UChar encodings[4];
   Int   frames;
   UInt  entries;
} Head;

typedef struct {
   Int function; /* both from the table's head */
   Int frame;
} Entry;

static RangeMap* tables; /* of code: the head of its table */

void SC_(unwind_table_note)(const ElfFile* f, PtrdiffT bias)
{
   Addr lo, hi, table, end;
   if (!SC_(elf_section)(f, ".text", &lo, &hi) || !SC_(elf_section)(f, ".eh_frame_hdr", &table, &end))
      return;
   if (!tables)
      tables = SC_(range_map_new)("sc.unwind_table");
   SC_(range_map_set)(tables, lo + (Addr)bias, hi + (Addr)bias, table + (Addr)bias);
}

void SC_(unwind_tables_forget)(Addr lo, Addr hi)
{
   if (tables)
      SC_(range_map_unset)(tables, lo, hi);
}

/* The entries of the table at `at`, NULL when it cannot be read. */
static const Entry* entries_of(Addr at, UInt* n)
{
   const Head* head = (const Head*)at;
   if (!SC_(client_readable)(at, sizeof *head) || VG_(memcmp)(head->encodings, usual_head, sizeof usual_head) != 0)
      return NULL;
   *n = head->entries;
   return *n > 0 && SC_(client_readable)(at + sizeof *head, *n * sizeof(Entry)) ? (const Entry*)(head + 1) : NULL;
}

/* How many entries begin at `distance` or before. */
static UInt entries_up_to(const Entry* e, UInt n, PtrdiffT distance)
{
   UInt lo = 0, hi = n;
   while (lo < hi) {
      const UInt mid = lo + (hi - lo) / 2;
      if (e[mid].function <= distance)
         lo = mid + 1;
      else
         hi = mid;
   }
   return lo;
}

Bool SC_(function_around)(Addr a, Addr* lo, Addr* hi)
{
   UInt n;
   const Range* code = tables ? SC_(range_map_find)(tables, a) : NULL;
   const Entry* e = code ? entries_of(code->data, &n) : NULL;
   const UInt i = e ? entries_up_to(e, n, (PtrdiffT)(a - code->data)) : 0;
   if (i == 0)
      return False;
   *lo = code->data + (Addr)(PtrdiffT)e[i - 1].function;
   *hi = i < n ? code->data + (Addr)(PtrdiffT)e[i].function : code->hi;
   return *lo <= a && a < *hi; /* the table is the program's */
}
