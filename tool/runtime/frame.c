/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Frame tables. Nothing that is read is trusted: a word that cannot be right ends the walk. */
#include "runtime/frame.h"

#include "base/client.h"
#include "runtime/runtime.h"
#include "runtime/value.h"

/* Of a frame descriptor: the return address, then, of 2 bytes each, the frame's size with two flags,
   the number of live slots, and the slots: offsets, or twice the number of a register plus 1. */
enum { SIZE_AT = 8, LIVE_AT = 10, SLOTS_AT = 12 };
enum { FLAGS = 3, SIZE_OF_CALLBACK = 0xFFFF };

/* In the frame of a callback: the stack of the OCaml code that has called the C code that calls back
   (struct caml_context). */
enum { CONTEXT_AT = 16 };

static Bool read_half(Addr a, UInt* h)
{
   if ((a & 1) || !SC_(client_readable)(a, sizeof(UShort)))
      return False;
   *h = *(const UShort*)a;
   return True;
}

/* The runtime's hash table and its mask. In 5.x they are in a static record (frame_descriptors.c): the
   number of descriptors and the mask, both int, and the table. */
static Bool find_table(UWord* table, UWord* mask)
{
   static Addr record, table_at, mask_at;
   static Bool looked;
   if (!looked) {
      record = SC_(runtime_symbol)("current_frame_descrs");
      table_at = record ? record + WORD_BYTES : SC_(runtime_symbol)("caml_frame_descriptors");
      mask_at = record ? record : SC_(runtime_symbol)("caml_frame_descriptors_mask");
      looked = True;
   }
   if (!table_at || !mask_at || !SC_(client_word)(table_at, table) || !SC_(client_word)(mask_at, mask))
      return False;
   if (record)
      *mask >>= 32;
   return True;
}

/* The descriptor of the call that returns to `ret`; 0: none. */
static Addr descriptor(Addr ret)
{
   enum { PROBES = 1 << 10 };
   UWord table, mask, entry, found;
   if (!find_table(&table, &mask))
      return 0;
   UWord h = (ret >> 3) & mask;
   for (UInt i = 0; i < PROBES; i++, h = (h + 1) & mask) {
      if (!SC_(client_word)(table + h * WORD_BYTES, &entry) || !SC_(client_word)(entry, &found))
         return 0;
      if (found == ret)
         return entry;
   }
   return 0;
}

static void live_values(Addr d, const OCamlStack* s, void (*each)(UWord, Addr, void*), void* opaque)
{
   UInt n, slot;
   UWord word;
   if (!read_half(d + LIVE_AT, &n))
      return;
   for (UInt i = 0; i < n && read_half(d + SLOTS_AT + 2 * i, &slot); i++) {
      const Addr a = slot & 1 ? s->regs + (slot >> 1) * WORD_BYTES : s->sp + slot;
      if (((slot & 1) == 0 || s->regs) && SC_(client_word)(a, &word))
         each(word, s->ret, opaque);
   }
}

/* To the caller; False when there is none. In 5.x the one of a callback is on another stack,
   and is not looked for. */
static Bool go_up(OCamlStack* s, UInt size)
{
   const Runtime* rt = SC_(the_runtime)();
   if (size == SIZE_OF_CALLBACK && rt && rt->changes_stacks)
      return False;
   if (size != SIZE_OF_CALLBACK) {
      s->sp += size & ~FLAGS;
      s->regs = 0;
      return SC_(client_word)(s->sp - WORD_BYTES, &s->ret);
   }
   const Addr context = s->sp + CONTEXT_AT;
   return SC_(client_word)(context, &s->sp) && SC_(client_word)(context + WORD_BYTES, &s->ret)
          && SC_(client_word)(context + 2 * WORD_BYTES, &s->regs) && s->sp != 0;
}

void SC_(frames_values)(OCamlStack s, UInt frames, void (*each)(UWord word, Addr ret, void*), void* opaque)
{
   for (UInt i = 0; i < frames; i++) {
      const Addr d = descriptor(s.ret);
      UInt size;
      if (!d || !read_half(d + SIZE_AT, &size))
         return;
      if (size != SIZE_OF_CALLBACK)
         live_values(d, &s, each, opaque);
      if (!go_up(&s, size))
         return;
   }
}
