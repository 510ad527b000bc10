/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The runtime of OCaml 4.12 to 4.14: one domain, a heap of chunks. bytecode4.c has what is
   otherwise in bytecode.
   Everything is read from the client's memory when asked, and nothing there is
   trusted: a word that cannot be read ends the walk it was needed for. */
#include "runtime/runtime.h"

#include "base/text.h"
#include "runtime/family.h"
#include "runtime/value.h"

enum { WHITE = 0, BLUE = 2 };
enum { PHASE_SWEEP = 2 };

static struct {
   /* Addresses of variables; 0: not there. */
   Addr caml_state, heap_start, gc_phase, sweep_hp, fl_p_merge_block;
   /* Offsets in the domain state. */
   Word young_ptr, young_start, young_end, young_alloc_end, local_roots;
   Word bottom_of_stack, last_return_address, gc_regs, exception_pointer;
   /* Offsets in the head below a chunk. */
   Word chunk_size, chunk_next;
} at;

/* The domain state; 0 before the runtime has made it, once. It stays. */
static Addr domain_state(void)
{
   static Addr state;
   if (state == 0)
      state = SC_(family_word)(at.caml_state);
   return state;
}

static UWord state_word(Word offset)
{
   const Addr state = domain_state();
   return state ? *(const UWord*)(state + (Addr)offset) : 0;
}

static Addr domain(const Runtime* rt)
{
   return domain_state();
}

static Bool minor_live(const Runtime* rt, Addr a, Addr* lo, Addr* hi)
{
   *lo = state_word(at.young_ptr);
   *hi = state_word(at.young_alloc_end);
   return *lo != 0 && *lo <= *hi && *lo >= state_word(at.young_start);
}

static void each_chunk(void (*each)(Addr, Addr, RegionKind, void*), void* opaque)
{
   Addr chunk = SC_(family_word)(at.heap_start);
   for (UInt i = 0; chunk != 0 && i < FAMILY_LIST_MAX; i++) {
      const SizeT size = SC_(family_word)(chunk + (Addr)at.chunk_size);
      if (size == 0 || chunk + size < chunk)
         return;
      each(chunk, chunk + size, REGION_MAJOR, opaque);
      chunk = SC_(family_word)(chunk + (Addr)at.chunk_next);
   }
}

static void regions(const Runtime* rt, void (*each)(Addr, Addr, RegionKind, void*), void* opaque)
{
   const Addr lo = state_word(at.young_start), hi = state_word(at.young_end);
   if (lo != 0 && lo < hi)
      each(lo, hi, REGION_MINOR, opaque);
   each_chunk(each, opaque);
   SC_(family_static_data)(each, opaque);
}

/* In the minor heap blocks begin where allocation, going down, has come to. */
static Addr first_header(const Runtime* rt, Addr region_lo, Addr region_hi, RegionKind kind)
{
   if (kind != REGION_MINOR)
      return region_lo;
   const Addr ptr = state_word(at.young_ptr);
   return ptr >= region_lo && ptr <= region_hi ? ptr : region_hi;
}

/* Will the sweeper come past `hp` in this cycle? It goes along the list of chunks,
   which is sorted by address. Exception: a recompaction puts a chunk of any
   address at the head; nothing is concluded while it is there. */
static Bool before_sweeper(Addr hp)
{
   const Addr head = SC_(family_word)(at.heap_start);
   const Addr second = head ? SC_(family_word)(head + (Addr)at.chunk_next) : 0;
   const Addr sweep = SC_(family_word)(at.sweep_hp);
   return sweep != 0 && hp >= sweep && (second == 0 || head < second);
}

static Bool header_free(const Runtime* rt, Addr hp, UWord hd)
{
   const UInt colour = SC_(header_colour)(hd);
   if (colour == BLUE)
      return True;
   if (colour != WHITE)
      return False;
   if (SC_(header_wosize)(hd) == 0) /* a fragment: too small for the free list */
      return True;
   /* caml_gc_phase is an int. Cleaning and marking leave whites undecided. */
   return (UInt)SC_(family_word)(at.gc_phase) == PHASE_SWEEP && before_sweeper(hp);
}

static Addr allocation_pointer(const Runtime* rt)
{
   const Addr state = domain_state();
   return state ? state + (Addr)at.young_ptr : 0;
}

static Addr local_roots(const Runtime* rt)
{
   return state_word(at.local_roots);
}

static Addr handler(const Runtime* rt)
{
   return state_word(at.exception_pointer);
}

/* caml_c_call notes whom it calls for, and jumps to the function (amd64.S). */
static Bool called_through(const Runtime* rt, Addr ret, Addr sp)
{
   return state_word(at.last_return_address) == ret && state_word(at.bottom_of_stack) == sp + WORD_BYTES;
}

static Bool stack(const Runtime* rt, OCamlStack* s)
{
   s->sp = state_word(at.bottom_of_stack);
   s->ret = state_word(at.last_return_address);
   s->regs = state_word(at.gc_regs);
   return s->sp != 0 && s->ret != 0;
}

static Bool result_is_value(const Runtime* rt, Addr ret)
{
   return SC_(family_takes_value)(ret);
}

static Bool stack_arguments(const Runtime* rt, Addr ret)
{
   return SC_(family_takes_off)(ret);
}

static Addr free_run(const Runtime* rt)
{
   return SC_(family_word)(at.fl_p_merge_block);
}

/* ---- versions ---- */

/* What differs between them. */
typedef struct {
   const HChar* sign; /* a function that the versions before do not have */
   const HChar* number;
   const HChar* note;
   Word young_ptr, chunk_size, chunk_next;
} Version;

/* The newest first. Those before 4.12 have another head of chunks. */
static const Version versions[] = {
   { "caml_stop_stack_overflow_detection", "4.14", NULL, 0x08, -40, -32 },
   { "caml_do_exit", "4.13", NULL, 0x08, -32, -24 },
   { "caml_shrink_mark_stack", "4.12",
     "the runtime looks like that of OCaml 4.12, which is not tested; 4.13 and 4.14 are", 0x00, -32, -24 }
};

static const Version* find_version(void)
{
   for (UWord i = 0; i < sizeof versions / sizeof *versions; i++)
      if (SC_(runtime_symbol)(versions[i].sign))
         return &versions[i];
   return NULL;
}

static void find_variables(const Version* v)
{
   at.caml_state = SC_(runtime_symbol)("Caml_state");
   at.heap_start = SC_(runtime_symbol)("caml_heap_start");
   at.gc_phase = SC_(runtime_symbol)("caml_gc_phase");
   at.sweep_hp = SC_(runtime_symbol)("caml_gc_sweep_hp");
   at.fl_p_merge_block = SC_(runtime_symbol)("caml_fl_p_merge_block");
   at.young_ptr = SC_(family_offset)("domain_field_caml_young_ptr", v->young_ptr);
   at.young_start = SC_(family_offset)("domain_field_caml_young_start", 0x20);
   at.young_end = SC_(family_offset)("domain_field_caml_young_end", 0x28);
   at.young_alloc_end = SC_(family_offset)("domain_field_caml_young_alloc_end", 0x38);
   at.local_roots = SC_(family_offset)("domain_field_caml_local_roots", 0x120);
   at.bottom_of_stack = SC_(family_offset)("domain_field_caml_bottom_of_stack", 0xd0);
   at.last_return_address = SC_(family_offset)("domain_field_caml_last_return_address", 0xd8);
   at.gc_regs = SC_(family_offset)("domain_field_caml_gc_regs", 0xe0);
   at.exception_pointer = SC_(family_offset)("domain_field_caml_exception_pointer", 0x10);
   at.chunk_size = v->chunk_size;
   at.chunk_next = v->chunk_next;
}

static void put_events(void)
{
   static const FamilyEvent events[] = {
      { "caml_empty_minor_heap", EVENT_MINOR_BEGIN },
      { "caml_final_update_minor_roots", EVENT_MINOR_PROMOTED },
      { "bf_merge_block", EVENT_FREE_RUN },
      { "ff_merge_block", EVENT_FREE_RUN },
      { "nf_merge_block", EVENT_FREE_RUN },
      { "caml_add_to_heap", EVENT_HEAP_CHANGED },
      { "caml_shrink_heap", EVENT_HEAP_CHANGED },
      { "caml_init_major_heap", EVENT_HEAP_CHANGED },
      { "caml_set_minor_heap_size", EVENT_HEAP_CHANGED },
      { "caml_set_minor_heap_wsz", EVENT_HEAP_CHANGED }
   };
   SC_(family_events)(events, sizeof events / sizeof *events);
}

Bool SC_(ocaml4_recognise)(Runtime* rt, HChar** why)
{
   static const HChar* const needed[] = {
      "caml_heap_start", "caml_gc_phase", "caml_gc_sweep_hp", "caml_empty_minor_heap",
      "caml_final_update_minor_roots", "caml_fl_p_merge_block", "caml_data_segments"
   };
   const UWord n_needed = sizeof needed / sizeof *needed - (rt->interpreter != 0);
   if (SC_(runtime_symbol)("Caml_state") == 0)
      return False;
   if (SC_(runtime_symbol)("caml_naked_pointers_detected")) {
      *why = SC_(format)("the program carries OCaml's runtime with the naked-pointer checker, "
                         "which is not supported: link it with the ordinary runtime");
      return False;
   }
   const HChar* missing = SC_(family_missing)(needed, n_needed);
   if (missing) {
      *why = SC_(format)("the program's OCaml runtime has no %s: it is too old, or its symbols are "
                         "stripped; 4.13 and 4.14 are supported", missing);
      return False;
   }
   const Version* version = find_version();
   if (version == NULL) {
      *why = SC_(format)("the program carries the runtime of OCaml 4.11 or older, which is not supported: "
                         "4.13 and 4.14 are");
      return False;
   }
   find_variables(version);
   put_events();
   rt->name = SC_(format)("OCaml %s, %s", version->number, rt->interpreter ? "bytecode" : "native");
   rt->note = version->note;
   rt->family = "4.x";
   rt->roots_once = rt->interpreter == 0;
   rt->regions = regions;
   rt->domain = domain;
   rt->minor_live = minor_live;
   rt->first_header = first_header;
   rt->header_free = header_free;
   rt->local_roots = local_roots;
   rt->handler = handler;
   rt->c_call = SC_(runtime_symbol)("caml_c_call");
   rt->called_through = called_through;
   rt->stack = stack;
   rt->result_is_value = result_is_value;
   rt->stack_arguments = stack_arguments;
   rt->allocation_pointer = allocation_pointer;
   rt->free_run = free_run;
   if (rt->interpreter)
      SC_(bytecode4_operations)(rt);
   return True;
}
