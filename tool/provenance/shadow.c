/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shadow memory. */
#include "provenance/shadow.h"

#define WHOLE (SHADOW_PAD + SHADOW_WORDS + SHADOW_PAD)

ULong SC_(shadow_primary)[SHADOW_PRIMARIES]; /* zero pages cost nothing until touched */
Tag   SC_(shadow_nothing)[WHOLE];

/* Secondaries are spoken of by their first word that is no pad. */
static Tag        whole_marked[WHOLE], whole_released[WHOLE];
static Tag* const nothing = SC_(shadow_nothing) + SHADOW_PAD;
static Tag* const all_marked = whole_marked + SHADOW_PAD;
static Tag* const all_released = whole_released + SHADOW_PAD;

static ULong offset_of(const Tag* secondary)
{
   return (ULong)secondary - SC_(shadow_base)();
}

static void fill(Tag* secondary, Tag t)
{
   for (Word i = -SHADOW_PAD; i < (Word)SHADOW_WORDS + SHADOW_PAD; i++)
      secondary[i] = i < 0 || i >= (Word)SHADOW_WORDS ? TAG_ELSEWHERE : t;
}

void SC_(shadow_init)(void)
{
   fill(nothing, 0);
   fill(all_marked, TAG_MARK);
   fill(all_released, TAG_RELEASED);
}

static ULong* entry_of(Addr a)
{
   return &SC_(shadow_primary)[(a >> SHADOW_CHUNK_BITS) & (SHADOW_PRIMARIES - 1)];
}

static Tag* secondary_of(Addr a)
{
   return (Tag*)(SC_(shadow_base)() + *entry_of(a));
}

static UWord index_of(Addr a)
{
   return (a & (SHADOW_CHUNK - 1)) / sizeof(Tag);
}

static Bool is_shared(const Tag* secondary)
{
   return secondary == nothing || secondary == all_marked || secondary == all_released;
}

/* The chunk's secondary, one of its own. */
static Tag* own_secondary(Addr a)
{
   Tag* s = secondary_of(a);
   if (!is_shared(s))
      return s;
   Tag* whole = VG_(malloc)("sc.shadow", WHOLE * sizeof(Tag));
   Tag* own = whole + SHADOW_PAD;
   VG_(memcpy)(whole, s - SHADOW_PAD, WHOLE * sizeof(Tag));
   *entry_of(a) = offset_of(own);
   return own;
}

static void share(Addr a, const Tag* constant)
{
   Tag* s = secondary_of(a);
   *entry_of(a) = offset_of(constant);
   if (!is_shared(s))
      VG_(free)(s - SHADOW_PAD);
}

Tag SC_(shadow_get)(Addr a)
{
   return secondary_of(a)[index_of(a)];
}

void SC_(shadow_set)(Addr a, Tag t)
{
   const Tag old = SC_(shadow_get)(a);
   if (old != TAG_MARK && old != t)
      own_secondary(a)[index_of(a)] = t;
}

/* Calls of `part` for the parts of [lo,hi) in each chunk. */
static void set_all(Addr lo, Addr hi, Tag t)
{
   const Tag* constant = t == TAG_MARK ? all_marked : nothing;
   for (Addr a = lo; a < hi;) {
      const Addr next = (a & ~(SHADOW_CHUNK - 1)) + SHADOW_CHUNK;
      const Addr end = hi < next ? hi : next;
      if (secondary_of(a) == constant) {
         /* so it is */
      } else if (end - a == SHADOW_CHUNK)
         share(a, constant);
      else {
         Tag* s = own_secondary(a);
         for (UWord i = index_of(a); i < index_of(a) + (end - a + 7) / 8; i++)
            s[i] = t;
      }
      a = end;
   }
}

void SC_(shadow_mark)(Addr lo, Addr hi)
{
   set_all(lo & ~7UL, hi, TAG_MARK);
}

void SC_(shadow_unmark)(Addr lo, Addr hi)
{
   set_all(lo & ~7UL, hi, 0);
}

/* All words of [lo,hi) but OCaml's get `t`, which `constant` is full of. */
static void set_others(Addr lo, Addr hi, Tag t, const Tag* constant)
{
   for (Addr a = lo & ~7UL; a < hi;) {
      const Addr next = (a & ~(SHADOW_CHUNK - 1)) + SHADOW_CHUNK;
      const Addr end = hi < next ? hi : next;
      const Tag* there = secondary_of(a);
      if (there != constant && there != all_marked) {
         if (end - a == SHADOW_CHUNK && is_shared(there))
            share(a, constant);
         Tag* s = secondary_of(a) == constant ? NULL : own_secondary(a);
         for (UWord i = index_of(a); s && i < index_of(a) + (end - a + 7) / 8; i++)
            if (s[i] != TAG_MARK)
               s[i] = t;
      }
      a = end;
   }
}

void SC_(shadow_clear)(Addr lo, Addr hi)
{
   set_others(lo, hi, 0, nothing);
}

void SC_(shadow_release)(Addr lo, Addr hi)
{
   set_others((lo + 7) & ~7UL, hi & ~7UL, TAG_RELEASED, all_released);
}

void SC_(shadow_behind)(Addr a)
{
   SC_(shadow_set)(a, TAG_BEHIND);
}

/* Never over what is still to be copied: as memmove. */
void SC_(shadow_copy)(Addr to, Addr from, SizeT bytes)
{
   const UWord n = bytes / sizeof(Tag);
   for (UWord k = 0; k < n; k++) {
      const UWord i = to <= from ? k : n - 1 - k;
      const Tag t = SC_(shadow_get)(from + i * sizeof(Tag));
      SC_(shadow_set)(to + i * sizeof(Tag), t <= TAG_SPECIAL ? 0 : t);
   }
}
