/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The program's own words, read and not trusted. */
#include "runtime/family.h"

#include "base/client.h"
#include "runtime/value.h"

UWord SC_(family_word)(Addr a)
{
   UWord w;
   return a != 0 && SC_(client_word)(a, &w) ? w : 0;
}

Word SC_(family_offset)(const HChar* symbol, Word known)
{
   const Addr index = SC_(runtime_symbol)(symbol);
   return index > 0 && index < 512 ? (Word)index * WORD_BYTES : known;
}

/* Pairs of begin and end. The runtime of 4.x counts the word at the end in
   (startup_nat.c), as a block without fields has its value there. */
void SC_(family_static_data)(void (*each)(Addr, Addr, RegionKind, void*), void* opaque)
{
   static Addr segments;
   if (segments == 0)
      segments = SC_(runtime_symbol)("caml_data_segments");
   UInt n = 0;
   while (segments != 0 && n < FAMILY_LIST_MAX && SC_(family_word)(segments + 2 * n * WORD_BYTES) != 0)
      n++;
   /* From the last: libraries are linked first, and laid out behind. Whoever sorts has less to move. */
   while (n-- > 0) {
      const Addr pair = segments + 2 * n * WORD_BYTES;
      const Addr lo = SC_(family_word)(pair), hi = SC_(family_word)(pair + WORD_BYTES);
      if (hi >= lo)
         each(lo, hi + WORD_BYTES, REGION_STATIC, opaque);
   }
}

/* The code that OCaml has behind a call of C at `ret`: in 4.x, after a call by way of the runtime,
   stands `mov 0x8(%r14),%r15' first, which is skipped. NULL when it cannot be read. */
static const UChar* code_behind(Addr ret)
{
   enum { RELOAD = 0x087e8b4d, BYTES = 9 };
   if (!SC_(client_readable)(ret, BYTES))
      return NULL;
   return (const UChar*)ret + (*(const UInt*)ret == RELOAD ? sizeof(UInt) : 0);
}

/* ocamlopt makes an OCaml integer of a C one with `shl %rax', or `lea 0x1(%rax,%rax,1),REG'. */
Bool SC_(family_takes_value)(Addr ret)
{
   const UChar* p = code_behind(ret);
   if (!p)
      return True;
   const Bool doubles = p[0] == 0x48 && p[1] == 0xd1 && p[2] == 0xe0;
   const Bool tags = (p[0] & 0xfb) == 0x48 && p[1] == 0x8d && (p[2] & 0xc7) == 0x44 && p[3] == 0x00 && p[4] == 0x01;
   return !doubles && !tags;
}

/* `add $n,%rsp' stands behind the call at once (selectgen.ml, insert_move_results), n a multiple of 16
   (proc.ml). At the end of a function it is none: the return address lies above (emit.mlp). With frame pointers rbp
   lies there, too, so the end of a function is taken for it, and words of its frame for arguments: they are not read. */
Bool SC_(family_takes_off)(Addr ret)
{
   const UChar* p = code_behind(ret);
   return !p || (p[0] == 0x48 && (p[1] == 0x83 || p[1] == 0x81) && p[2] == 0xc4 && (p[3] & 15) == 0);
}

static void put_events(const FamilyEvent* events, UWord n)
{
   for (UWord i = 0; i < n; i++)
      SC_(runtime_on)(events[i].function, events[i].event);
}

void SC_(family_events)(const FamilyEvent* own, UWord n)
{
   static const FamilyEvent common[] = {
      { "caml_major_collection_slice", EVENT_MAJOR_SLICE },
      { "caml_compact_heap", EVENT_COMPACT_BEGIN },
      { "caml_obj_dup", EVENT_OBJ_DUP },
      { "caml_obj_with_tag", EVENT_OBJ_DUP },
      { "caml_ba_alloc", EVENT_BIGARRAY_ALLOC },
      { "caml_ba_alloc_dims", EVENT_BIGARRAY_ALLOC },
      { "caml_ba_finalize", EVENT_BIGARRAY_FINALISE },
      { "caml_register_custom_operations", EVENT_CUSTOM_REGISTERED },
      { "caml_register_global_root", EVENT_ROOT_ADDED },
      { "caml_register_generational_global_root", EVENT_ROOT_ADDED },
      { "caml_remove_global_root", EVENT_ROOT_REMOVED },
      { "caml_remove_generational_global_root", EVENT_ROOT_REMOVED },
      { "caml_stat_destroy_pool", EVENT_SHUT_DOWN }
   };
   put_events(common, sizeof common / sizeof *common);
   put_events(own, n);
}

const HChar* SC_(family_missing)(const HChar* const* needed, UWord n)
{
   for (UWord i = 0; i < n; i++)
      if (SC_(runtime_symbol)(needed[i]) == 0)
         return needed[i];
   return NULL;
}
