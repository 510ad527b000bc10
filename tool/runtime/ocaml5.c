/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The runtime of OCaml 5.0 to 5.4: domains with a minor heap each, and a major heap
   of pools and of large blocks by themselves. OCaml code runs on stacks in C memory
   (fibers), C on the thread's. bytecode5.c has what is otherwise in bytecode.

   Everything is read from the client's memory when asked, and nothing there is trusted.
   The state of the running domain is in a thread-local variable, NULL while the thread is
   without the lock. States are never freed (domain.c), so each that was seen is kept. */
#include "runtime/runtime.h"

#include "base/client.h"
#include "base/text.h"
#include "libvex_guest_amd64.h"
#include "pub_tool_machine.h"     // VG_(get_shadow_regs_area)
#include "pub_tool_threadstate.h" // VG_(get_running_tid)
#include "runtime/code_class.h"
#include "runtime/family.h"
#include "runtime/fiber.h"
#include "runtime/value.h"

enum { POOL_BYTES = 4096 * WORD_BYTES, POOL_HEADER_BYTES = 4 * WORD_BYTES, SIZE_CLASSES = 32 };

typedef struct {
   const HChar* sign; /* a function that the versions before do not have */
   const HChar* number;
   const HChar* note;
   UChar slot_words[SIZE_CLASSES]; /* sizeclasses.h */
   Bool  waste_first;     /* the words of a pool that make no slot lie before the first */
   Bool  maps_aligned;    /* caml_mem_map takes an alignment, between size and reserve */
   Word  young_ptr, young_start, young_end, current_stack, local_roots;
   Word  trap_sp_off, external_raise; /* of bytecode */
} Version;

#define SLOTS_OF_5_0 { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 23, 26, 29, 33, 37, 42, 47, 53, 59, \
                       65, 73, 81, 89, 99, 108, 118, 128 }
#define SLOTS_OF_5_2 { 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 17, 19, 22, 25, 28, 32, 33, 37, 42, 47, 53, 59, \
                       65, 73, 81, 89, 99, 108, 118, 128 }

#define UNTESTED(v) "the runtime looks like that of OCaml " v ", which is not tested; 5.1 and 5.3 are"

/* The newest first. */
static const Version versions[] = {
   { "caml_sys_temp_dir_name", "5.4", UNTESTED ("5.4"),
     SLOTS_OF_5_2, True, False, 0x08, 0x10, 0x18, 0x28, 0xa0, 0x1b0, 0x1c8 },
   { "caml_callback_res", "5.3", NULL,
     SLOTS_OF_5_2, True, False, 0x08, 0x10, 0x18, 0x28, 0xa0, 0x1b0, 0x1c8 },
   { "caml_cycle_heap_from_stw_single", "5.2", UNTESTED ("5.2"),
     SLOTS_OF_5_2, True, False, 0x08, 0x10, 0x18, 0x28, 0x98, 0x1a8, 0x1c0 },
   { "caml_runtime_events_user_register", "5.1", NULL,
     SLOTS_OF_5_0, False, True, 0x08, 0x10, 0x18, 0x28, 0x98, 0x1a8, 0x1c0 },
   { "caml_cycle_heap_stw", "5.0", UNTESTED ("5.0"),
     SLOTS_OF_5_0, False, True, 0x08, 0x10, 0x18, 0x20, 0xa0, 0x1b0, 0x1c8 }
};

static struct {
   const Version* version;
   PtrdiffT tls;         /* of caml_state, from the thread pointer */
   Addr     heap_state;  /* caml_global_heap_state */
   Word young_ptr, young_start, young_end, current_stack, c_stack, gc_regs, local_roots;
   Addr glue_lo[2], glue_hi[2]; /* caml_c_call and its sister */
   Addr assembly_lo, assembly_hi;
   Addr runstack_lo, runstack_hi;
   SizeT ret_at; /* of the return address, above where a stack of OCaml code was left */
} at;

typedef struct {
   Addr state, lo, hi; /* the minor heap, when it was looked at last */
} Domain;

#define DOMAINS_MAX 4096 /* config.h, Max_domains_max */
static Domain domains[DOMAINS_MAX];
static UInt   n_domains;

/*--- Domains ---*/

/* At the end of the program: the first one. */
static Addr domain(const Runtime* rt)
{
   if (SC_(runtime_ended)())
      return domains[0].state;
   const ThreadId tid = VG_(get_running_tid)();
   Addr fs;
   if (tid == VG_INVALID_THREADID)
      return 0;
   VG_(get_shadow_regs_area)(tid, (UChar*)&fs, 0, offsetof(VexGuestAMD64State, guest_FS_CONST), sizeof fs);
   return fs ? SC_(family_word)(fs + (Addr)at.tls) : 0;
}

/* `state` is one that the program has, so it can be read. */
static UWord field(Addr state, Word offset)
{
   return *(const UWord*)(state + (Addr)offset);
}

static UWord domains_running(const Runtime* rt)
{
   static Addr count;
   if (count == 0)
      count = SC_(runtime_symbol)("caml_num_domains_running");
   return SC_(family_word)(count);
}

static Domain* domain_of(Addr state)
{
   for (UInt i = 0; i < n_domains; i++)
      if (domains[i].state == state)
         return &domains[i];
   if (n_domains == DOMAINS_MAX || !SC_(client_readable)(state, 64 * WORD_BYTES))
      return NULL;
   domains[n_domains].state = state;
   return &domains[n_domains++];
}

static Bool regions_moved(const Runtime* rt)
{
   const Addr state = domain(rt);
   const Domain* d = state ? domain_of(state) : NULL;
   return d && (d->lo != field(state, at.young_start) || d->hi != field(state, at.young_end));
}

static void regions(const Runtime* rt, void (*each)(Addr, Addr, RegionKind, void*), void* opaque)
{
   const Addr running = domain(rt);
   if (running)
      domain_of(running);
   for (UInt i = 0; i < n_domains; i++) {
      Domain* d = &domains[i];
      d->lo = field(d->state, at.young_start);
      d->hi = field(d->state, at.young_end);
      if (d->lo != 0 && d->lo < d->hi)
         each(d->lo, d->hi, REGION_MINOR, opaque);
   }
   SC_(family_static_data)(each, opaque);
}

/* The state of the domain whose minor heap holds `a`; of the running one for 0. */
static Addr state_around(const Runtime* rt, Addr a)
{
   for (UInt i = 0; a != 0 && i < n_domains; i++)
      if (a >= domains[i].lo && a < domains[i].hi)
         return domains[i].state;
   return a == 0 ? domain(rt) : 0;
}

static Bool minor_live(const Runtime* rt, Addr a, Addr* lo, Addr* hi)
{
   const Addr state = state_around(rt, a);
   if (state == 0)
      return False;
   *lo = field(state, at.young_ptr);
   *hi = field(state, at.young_end);
   return *lo != 0 && *lo <= *hi && *lo >= field(state, at.young_start);
}

static Addr allocation_pointer(const Runtime* rt)
{
   const Addr state = domain(rt);
   return state ? state + (Addr)at.young_ptr : 0;
}

static Addr local_roots(const Runtime* rt)
{
   const Addr state = domain(rt);
   return state ? field(state, at.local_roots) : 0;
}

/*--- Stacks ---*/

/* Where code goes on that has left its stack; its stack pointer is at `sp_at'. In a fiber (struct stack_info) it is the
   first word. */
static Bool left_stack(Addr sp_at, Addr regs, OCamlStack* s)
{
   const Addr ret = SC_(family_word)(sp_at) + at.ret_at;
   s->sp = ret + WORD_BYTES;
   s->ret = SC_(family_word)(ret);
   s->regs = regs;
   return s->ret != 0;
}

static Bool stack(const Runtime* rt, OCamlStack* s)
{
   const Addr state = domain(rt);
   return state && left_stack(field(state, at.current_stack), field(state, at.gc_regs), s);
}

/* C's stack is left as it was when OCaml code was called last (fail_nat.c, caml_raise). */
static Addr handler(const Runtime* rt)
{
   const Addr state = domain(rt);
   return state ? field(state, at.c_stack) : 0;
}

#define START_BYTES 32 /* that caml_runstack has put on a new stack (amd64.S) */

static Bool starts_stack(const Runtime* rt, Addr ip)
{
   return ip >= at.runstack_lo && ip < at.runstack_hi;
}

static Bool parent_stack(const Runtime* rt, Addr sp, Addr lo, Addr hi, OCamlStack* s)
{
   const Addr parent = SC_(fiber_parent)(sp + START_BYTES);
   return left_stack(parent ? parent : SC_(fiber_put_aside)(rt, lo, hi), 0, s);
}

/* caml_c_call_stack_args, on C's stack with `sp', has the way back in rbx. But there, above the arguments, is a record
   (struct c_stack_link: stack, sp, prev), one for each time that C has called OCaml code. */
static Bool calling_stack(const Runtime* rt, Addr ip, Addr sp, OCamlStack* s)
{
   static const UChar call_rax[] = { 0xff, 0xd0 };
   const Addr state = domain(rt), call = ip + 1 - sizeof call_rax;
   if (!state || call < at.glue_lo[1] || ip >= at.glue_hi[1] || VG_(memcmp)((void*)call, call_rax, sizeof call_rax) != 0)
      return False;
   Addr link = field(state, at.c_stack);
   for (UInt n = 0; link != 0 && link < sp && n < FAMILY_LIST_MAX; n++)
      link = SC_(family_word)(link + 2 * WORD_BYTES);
   return link >= sp && left_stack(link + WORD_BYTES, 0, s);
}

/*--- The major heap (shared_heap.c) ---*/

/* caml_mem_map (size, reserve_only), in 5.1 (size, alignment, reserve_only). */
static SizeT pool_bytes(const Runtime* rt, const UWord* args, SizeT* align)
{
   const Bool aligned = at.version->maps_aligned;
   const Bool reserve = (UInt)args[aligned ? 2 : 1] != 0;
   *align = aligned && args[1] > 4096 ? args[1] : 4096;
   return !reserve && args[0] >= POOL_BYTES ? POOL_BYTES : 0;
}

/* struct pool: next, next_obj, owner, sz. A pool without owner holds no blocks. */
static SizeT slot_words(Addr pool)
{
   const UWord owner = SC_(family_word)(pool + 2 * WORD_BYTES);
   const UInt class = (UInt)SC_(family_word)(pool + 3 * WORD_BYTES);
   return owner != 0 && class < SIZE_CLASSES ? at.version->slot_words[class] : 0;
}

static SizeT slot_bytes(const Runtime* rt, Addr region_lo, RegionKind kind)
{
   return kind == REGION_MAJOR ? slot_words(region_lo) * WORD_BYTES : 0;
}

static Addr first_header(const Runtime* rt, Addr region_lo, Addr region_hi, RegionKind kind)
{
   if (kind == REGION_MINOR) {
      Addr lo, hi;
      return minor_live(rt, region_lo, &lo, &hi) ? lo : region_hi;
   }
   if (kind != REGION_MAJOR)
      return region_lo;
   const SizeT slot = slot_bytes(rt, region_lo, kind);
   if (slot == 0)
      return region_hi;
   const SizeT waste = (POOL_BYTES - POOL_HEADER_BYTES) % slot;
   return region_lo + POOL_HEADER_BYTES + (at.version->waste_first ? waste : 0);
}

/* struct global_heap_state: MARKED, UNMARKED, GARBAGE, as bits of a header. */
static Bool header_free(const Runtime* rt, Addr hp, UWord hd)
{
   const UWord garbage = SC_(family_word)(at.heap_state + 2 * WORD_BYTES);
   return hd == 0 || SC_(header_colour)(hd) == SC_(header_colour)(garbage);
}

/*--- The border ---*/

static Bool in_glue(Addr a)
{
   return (a >= at.glue_lo[0] && a < at.glue_hi[0]) || (a >= at.glue_lo[1] && a < at.glue_hi[1]);
}

/* The function returns to caml_c_call, which has gone to the stack of C (amd64.S). */
static Bool called_through(const Runtime* rt, Addr ret, Addr sp)
{
   return in_glue(ret);
}

static Bool changes_stacks(const Runtime* rt, Addr ip)
{
   return ip >= at.assembly_lo && ip < at.assembly_hi;
}

/* What OCaml code does with it stands where caml_c_call returns to. */
static Bool result_is_value(const Runtime* rt, Addr ret)
{
   OCamlStack s;
   return SC_(family_takes_value)(!in_glue(ret) ? ret : stack(rt, &s) ? s.ret : 0);
}

/* Those are copied to the stack of C by a function of its own. */
static Bool stack_arguments(const Runtime* rt, Addr ret)
{
   return ret >= at.glue_lo[1] && ret < at.glue_hi[1];
}

/* To the rest of the tool it is OCaml code: what a stub returns to. */
static Bool find_glue(void)
{
   static const HChar* const names[] = { "caml_c_call", "caml_c_call_stack_args" };
   for (UInt i = 0; i < 2; i++) {
      const Addr a = SC_(runtime_symbol)(names[i]);
      const RuntimeFunction* f = a ? SC_(runtime_function)(a) : NULL;
      if (f == NULL || f->size == 0)
         return False;
      at.glue_lo[i] = a;
      at.glue_hi[i] = a + f->size;
      SC_(code_class_set)(a, a + f->size, CODE_OCAML);
   }
   return True;
}

/*--- Recognition ---*/

/* `configure --enable-frame-pointers': functions of the assembly, caml_c_call too, begin with
   `push %rbp', so it lies below the return address where a stack is left (amd64.S, ENTER_FUNCTION). */
static Bool pushes_frame_pointer(Addr fn)
{
   enum { PUSH_RBP = 0x55 };
   return (SC_(family_word)(fn) & 0xff) == PUSH_RBP;
}

static void put_events(void)
{
   static const FamilyEvent events[] = {
      { "caml_empty_minor_heap_promote", EVENT_MINOR_BEGIN },
      { "caml_final_update_last_minor", EVENT_MINOR_PROMOTED },
      { "caml_cycle_heap", EVENT_DEATHS_DECIDED },
      { "caml_mem_map", EVENT_POOLS_MAPPED },
      { "caml_mem_unmap", EVENT_POOLS_UNMAPPED },
      { "caml_shared_try_alloc", EVENT_LARGE_ALLOC }
   };
   SC_(family_events)(events, sizeof events / sizeof *events);
}

static const Version* find_version(void)
{
   for (UWord i = 0; i < sizeof versions / sizeof *versions; i++)
      if (SC_(runtime_symbol)(versions[i].sign))
         return &versions[i];
   return NULL;
}

static void find_variables(const Version* v)
{
   at.version = v;
   at.tls = SC_(runtime_tls_state)();
   at.assembly_lo = SC_(runtime_symbol)("caml_system__code_begin");
   at.assembly_hi = SC_(runtime_symbol)("caml_system__code_end");
   const RuntimeFunction* runstack = SC_(runtime_function)(SC_(runtime_symbol)("caml_runstack"));
   if (runstack) {
      at.runstack_lo = runstack->addr;
      at.runstack_hi = runstack->addr + runstack->size;
   }
   at.ret_at = pushes_frame_pointer(at.glue_lo[0]) ? WORD_BYTES : 0;
   at.heap_state = SC_(runtime_symbol)("caml_global_heap_state");
   at.young_ptr = SC_(family_offset)("domain_field_caml_young_ptr", v->young_ptr);
   at.young_start = SC_(family_offset)("domain_field_caml_young_start", v->young_start);
   at.young_end = SC_(family_offset)("domain_field_caml_young_end", v->young_end);
   at.current_stack = SC_(family_offset)("domain_field_caml_current_stack", v->current_stack);
   at.c_stack = SC_(family_offset)("domain_field_caml_c_stack", at.current_stack + 3 * WORD_BYTES);
   at.gc_regs = SC_(family_offset)("domain_field_caml_gc_regs", at.current_stack + 6 * WORD_BYTES);
   at.local_roots = SC_(family_offset)("domain_field_caml_local_roots", v->local_roots);
}

/* One line on why it cannot be checked, or NULL. The caller frees it. */
static HChar* objection(const Runtime* rt)
{
   static const HChar* const needed[] = {
      "caml_global_heap_state", "caml_empty_minor_heap_promote", "caml_final_update_last_minor", "caml_cycle_heap",
      "caml_mem_map", "caml_shared_try_alloc"
   };
   static const HChar* const needed_natively[] = { "caml_data_segments" };
   const HChar* missing = SC_(family_missing)(needed, sizeof needed / sizeof *needed);
   if (!missing && !rt->interpreter)
      missing = SC_(family_missing)(needed_natively, sizeof needed_natively / sizeof *needed_natively);
   if (missing)
      return SC_(format)("the program's OCaml runtime has no %s, as 5.0 to 5.4 have: it is of "
                         "another version, or its symbols are stripped", missing);
   if (SC_(runtime_tls_state)() == 0)
      return SC_(format)("the program's OCaml 5 runtime lies in a shared object, which is not supported: "
                         "link it into the executable, as ocamlopt does");
   return NULL;
}

Bool SC_(ocaml5_recognise)(Runtime* rt, HChar** why)
{
   const Version* v = find_version();
   *why = objection(rt);
   if (*why)
      return False;
   if (v == NULL || (!rt->interpreter && !find_glue())) {
      *why = SC_(format)("the program carries an OCaml 5 runtime that is not known: 5.1 and 5.3 are");
      return False;
   }
   find_variables(v);
   put_events();
   rt->name = SC_(format)("OCaml %s, %s", v->number, rt->interpreter ? "bytecode" : "native");
   rt->note = v->note;
   rt->family = "5.x";
   rt->no_naked_pointers = True;
   rt->locks_roots = True;
   rt->regions = regions;
   rt->regions_moved = regions_moved;
   rt->pool_bytes = pool_bytes;
   rt->domain = domain;
   rt->domains = domains_running;
   rt->minor_live = minor_live;
   rt->first_header = first_header;
   rt->slot_bytes = slot_bytes;
   rt->header_free = header_free;
   rt->local_roots = local_roots;
   rt->stack = stack;
   rt->handler = handler;
   rt->called_through = called_through;
   rt->result_is_value = result_is_value;
   rt->stack_arguments = stack_arguments;
   rt->allocation_pointer = allocation_pointer;
   rt->changes_stacks = changes_stacks;
   rt->starts_stack = starts_stack;
   rt->parent_stack = parent_stack;
   rt->calling_stack = calling_stack;
   if (rt->interpreter)
      SC_(bytecode5_operations)(rt, &(Bytecode5){ at.current_stack, v->trap_sp_off, v->external_raise });
   return True;
}
