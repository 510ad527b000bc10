/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A client of real memory. */
#include "native_heap.h"

#include "heap/cblock.h"
#include "heap/owner.h"
#include "heap/region.h"
#include "pub_tool_aspacemgr.h"
#include "runtime/value.h"

#include <sys/mman.h>

#define DATA_WORDS 4096

Area native_minor, native_major, native_static, native_data;
Addr native_young_ptr;
Bool native_has_runtime = True;
UInt native_looks, native_given_back;
Addr native_last_given_back;
void (*native_on_give_back)(Addr);

static Area arena;
static Addr next_data;
static UInt stack_number = 1;

/*--- What the tool asks of the core and of the runtime layer ---*/

Bool VG_(am_is_valid_for_client)(Addr start, SizeT len, UInt prot)
{
   return start >= arena.lo && start + len <= arena.hi && start + len >= start;
}

/* The program is one thread. */
UInt VG_N_THREADS = 2;

ThreadId VG_(get_running_tid)(void)
{
   return 1;
}

Bool VG_(eq_ExeContext)(VgRes res, const ExeContext* a, const ExeContext* b)
{
   return a == b;
}

static void regions(const Runtime* rt, void (*each)(Addr, Addr, RegionKind, void*), void* opaque)
{
   native_looks++;
   each(native_minor.lo, native_minor.hi, REGION_MINOR, opaque);
   if (native_major.lo < native_major.hi)
      each(native_major.lo, native_major.hi, REGION_MAJOR, opaque);
   each(native_static.lo, native_static.hi, REGION_STATIC, opaque);
}

static Bool minor_live(const Runtime* rt, Addr a, Addr* lo, Addr* hi)
{
   *lo = native_young_ptr;
   *hi = native_minor.hi;
   return True;
}

static Addr first_header(const Runtime* rt, Addr lo, Addr hi, RegionKind kind)
{
   return kind == REGION_MINOR ? native_young_ptr : lo;
}

static Bool header_free(const Runtime* rt, Addr hp, UWord hd)
{
   const UInt colour = SC_(header_colour)(hd);
   return colour == BLUE || (colour == WHITE && SC_(header_wosize)(hd) == 0);
}

static const Runtime runtime = {
   .name = "OCaml of the tests", .family = "4.x", .regions = regions,
   .minor_live = minor_live, .first_header = first_header, .header_free = header_free
};

const Runtime* SC_(the_runtime)(void)
{
   return native_has_runtime ? &runtime : NULL;
}

Addr SC_(runtime_symbol)(const HChar* name)
{
   return 0;
}

void SC_(runtime_refresh)(void)
{
}

static void give_back(Addr a)
{
   native_given_back++;
   native_last_given_back = a;
   if (native_on_give_back)
      native_on_give_back(a);
}

void native_quarantine(SizeT bytes)
{
   SC_(cblocks_init)(bytes, give_back);
}

/*--- The arena ---*/

static Area cut(Addr* at, UWord words)
{
   const Area a = { *at, *at + words * WORD_BYTES };
   *at = (a.hi + 4095) & ~4095UL;
   return a;
}

UWord* native_word(Addr a)
{
   tl_assert(a >= arena.lo && a < arena.hi);
   return (UWord*)a;
}

void native_heap_init(UWord minor_words, UWord major_words, SizeT quarantine)
{
   const SizeT bytes = (minor_words + major_words + 2 * DATA_WORDS) * WORD_BYTES + 4 * 4096;
   arena.lo = (Addr)mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   arena.hi = arena.lo + bytes;
   Addr at = arena.lo;
   native_minor = cut(&at, minor_words);
   native_major = cut(&at, major_words);
   native_static = cut(&at, DATA_WORDS);
   native_data = cut(&at, DATA_WORDS);
   native_young_ptr = native_minor.hi;
   next_data = native_data.lo;
   *native_word(native_major.lo) = HEADER(major_words - 1, BLUE, 0);
   SC_(regions_init)();
   native_quarantine(quarantine);
   SC_(owners_init)();
}

Addr native_minor_alloc(UWord wosize, UInt tag)
{
   const SizeT whole = (wosize + 1) * WORD_BYTES;
   if (native_young_ptr - native_minor.lo < whole)
      return 0;
   native_young_ptr -= whole;
   *native_word(native_young_ptr) = HEADER(wosize, BLACK, tag);
   return native_young_ptr + WORD_BYTES;
}

/* Free neighbours are one. */
static UWord merged_free(Addr hp)
{
   UWord wosize = SC_(header_wosize)(*native_word(hp));
   for (;;) {
      const Addr next = hp + (wosize + 1) * WORD_BYTES;
      if (next >= native_major.hi || !header_free(NULL, next, *native_word(next)))
         return wosize;
      wosize += SC_(header_wosize)(*native_word(next)) + 1;
   }
}

Addr native_major_alloc(UWord wosize, UInt tag)
{
   for (Addr hp = native_major.lo; hp < native_major.hi;
        hp += SC_(header_whole)(*native_word(hp))) {
      if (!header_free(NULL, hp, *native_word(hp)))
         continue;
      const UWord room = merged_free(hp);
      *native_word(hp) = HEADER(room, BLUE, 0);
      if (room < wosize)
         continue;
      *native_word(hp) = HEADER(wosize, BLACK, tag);
      if (room > wosize)
         *native_word(hp + (wosize + 1) * WORD_BYTES) =
            HEADER(room - wosize - 1, room - wosize == 1 ? WHITE : BLUE, 0);
      return hp + WORD_BYTES;
   }
   return 0;
}

Addr native_ops(const HChar* identifier, Addr finalize)
{
   const Addr ops = next_data;
   const Addr name = ops + 2 * WORD_BYTES;
   *native_word(ops) = name;
   *native_word(ops + WORD_BYTES) = finalize;
   VG_(strcpy)((HChar*)name, identifier);
   next_data = (name + VG_(strlen)(identifier) + 1 + 7) & ~7UL;
   return ops;
}

Addr native_custom(UWord wosize, Addr ops)
{
   const Addr a = native_minor_alloc(wosize, TAG_CUSTOM);
   if (a)
      *native_word(a) = ops;
   return a;
}

void native_store(Addr slot, UWord word)
{
   *native_word(slot) = word;
   SC_(owner_stored)(slot, word, native_where);
}

Addr native_promote(Addr from)
{
   const UWord hd = *native_word(from - WORD_BYTES);
   const Addr to = native_major_alloc(SC_(header_wosize)(hd), SC_(header_tag)(hd));
   tl_assert(to != 0);
   VG_(memcpy)(native_word(to), native_word(from), SC_(header_bytes)(hd));
   *native_word(from - WORD_BYTES) = 0;
   *native_word(from) = to;
   return to;
}

void native_minor_empty(void)
{
   native_young_ptr = native_minor.hi;
}

ExeContext* native_where(void)
{
   return (ExeContext*)(UWord)stack_number;
}

ExeContext* native_stack(UInt number)
{
   stack_number = number;
   return native_where();
}
