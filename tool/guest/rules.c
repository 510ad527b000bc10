/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Facts for the rules, and what they find, told once for each cause. */
#include "guest/rules.h"

#include "base/client.h"
#include "check/breach.h"
#include "guest/call_stack.h"
#include "guest/options.h"
#include "heap/block.h"
#include "heap/custom.h"
#include "heap/global_root.h"
#include "heap/region.h"
#include "provenance/root_tags.h"
#include "provenance/shadow.h"
#include "provenance/site.h"
#include "pub_tool_aspacemgr.h"   // VG_(am_find_nsegment)
#include "pub_tool_machine.h"     // VG_(get_SP)
#include "pub_tool_threadstate.h" // VG_(get_running_tid)
#include "report/describe.h"
#include "report/report.h"
#include "runtime/api.h"
#include "runtime/value.h"

Span SC_(rules_span);

static VgHashTable* told; /* causes that have been reported */

/*--- Telling ---*/

/* True when it is new. */
static Bool remember(UWord cause)
{
   if (!told)
      told = VG_(HT_construct)("sc.rules");
   if (VG_(HT_lookup)(told, cause))
      return False;
   VgHashNode* node = SC_(new)("sc.rules", sizeof *node);
   node->key = cause;
   VG_(HT_add_node)(told, node);
   return True;
}

void SC_(rules_fork_child)(void)
{
   if (told)
      VG_(HT_destruct)(told, VG_(free));
   told = NULL;
}

/* What one stub does in one place has one remedy. A stub that OCaml calls in the wrong
   way, and an operation that may not call at all, have one however often they do. */
static UWord cause_of(const Breach* b)
{
   const UWord fault = (UWord)b->fault << 56;
   const Activation* stub = SC_(innermost_stub)();
   if (b->fault == FAULT_NOALLOC_CALLS || b->fault == FAULT_OPERATION_CALLS)
      return fault ^ b->stub;
   if (SC_(fault_kind)(b->fault) == KIND_BLOCK_OVERRUN && stub)
      return (UWord)FAULT_BEYOND_BLOCK << 56 ^ stub->fn; /* seen by its address, by its block, by its end */
   if (b->fault == FAULT_RELEASED_USED)
      return fault ^ (UWord)b->cblock->release->where;
   return fault ^ SC_(running).call_ip ^ (VG_(get_IP)(VG_(get_running_tid)()) << 8);
}

static void tell(const Breach* b)
{
   if ((b->certainty == LATENT && !SC_(options).latent) || !remember(cause_of(b)))
      return;
   SC_(report)(SC_(describe_breach)(b, VG_(get_running_tid)(), SC_(capture)()));
}

/*--- Calls ---*/

/* OCaml code runs without the lock, as has been told: to take it now is right. */
static Bool owes_lock;

/* Arguments of the call that is the GC point: a new block that is among them is given away. */
static UWord given[6];

static UWord argument(const Registers* regs, UInt i)
{
   const ULong args[] = { regs->guest_RDI, regs->guest_RSI, regs->guest_RDX,
                          regs->guest_RCX, regs->guest_R8, regs->guest_R9 };
   return args[i];
}

/* Stores that the function makes for the stub, and its checks of where it makes them. */
static void check_stores_of(const RuntimeFunction* f, const Registers* regs)
{
   Breach b;
   const Addr fp = regs->guest_RDI;
   if (f->store == STORE_INITIALIZE ? SC_(check_initialize)(fp, &b)
                                    : SC_(check_modify)(fp, SC_(is_on_stack), &b))
      tell(&b);
   if (SC_(in_new_block)(fp))
      SC_(new_block_written)(fp);
   else
      SC_(rules_stored)(fp, WORD_BYTES);
}

/* Data that the function is given may be the new block's, which it then fills; values are
   in its hands. */
static void note_arguments(const RuntimeFunction* f, const Registers* regs)
{
   for (UInt i = 0; i < 6; i++) {
      const Bool is_value = f->api && (f->api->values & (1U << i));
      given[i] = is_value ? argument(regs, i) : 0;
      if (!is_value && !f->may_gc && SC_(in_new_block)(argument(regs, i)))
         SC_(new_block_filled)();
   }
}

static Bool check_the_call(const RuntimeFunction* f, const Activation* stub, const Registers* regs)
{
   Breach b;
   Call c = { .f = f, .unlocked = SC_(running).unlocked || (owes_lock && f->role == ROLE_ACQUIRES_LOCK),
              .unknown_thread = SC_(running).unknown };
   for (UInt i = 0; i < 6; i++)
      c.args[i] = argument(regs, i);
   if (stub) {
      c.stub = stub->fn;
      c.operation = stub->operation;
      c.noalloc = stub->noalloc;
   }
   if (f->role == ROLE_RAISES || f->role == ROLE_ACQUIRES_LOCK)
      owes_lock = f->role == ROLE_RAISES && SC_(running).unlocked;
   if (!SC_(check_call)(&c, &b))
      return True;
   tell(&b);
   return b.fault != FAULT_CALL_UNLOCKED;
}

/* Most calls are of no interest: quickly said. */
Bool SC_(rules_call)(const RuntimeFunction* f, const Activation* stub, const Registers* regs)
{
   const Bool plain = !SC_(running).unlocked && f->role == ROLE_NONE && !f->wants && !f->sizes
                      && (!stub || (!stub->noalloc && stub->operation == OPERATION_NONE));
   const Bool has_lock = plain || check_the_call(f, stub, regs);
   if (f->store && !SC_(running).unlocked)
      check_stores_of(f, regs);
   else if (SC_(new_block).block)
      note_arguments(f, regs);
   return has_lock;
}

void SC_(rules_allocated_in_line)(void)
{
   const Activation* stub = SC_(innermost_stub)();
   Breach b;
   if (!stub || (!stub->noalloc && stub->operation == OPERATION_NONE))
      return;
   VG_(memset)(&b, 0, sizeof b);
   b.fault = stub->noalloc ? FAULT_NOALLOC_CALLS : FAULT_OPERATION_CALLS;
   b.certainty = DEFINITE;
   b.stub = stub->fn;
   b.operation = stub->operation;
   tell(&b);
}

/* The part of the minor heap that holds blocks. */
static Range minor_blocks(void)
{
   const Runtime* rt = SC_(the_runtime)();
   Range r = { 0, 0, REGION_MINOR };
   if (rt)
      rt->minor_live(rt, &r.lo, &r.hi);
   return r;
}

static void new_block(Addr block, const Activation* done, Addr ip)
{
   const SizeT bytes = SC_(header_bytes)(*(const UWord*)(block - WORD_BYTES));
   const Range minor = minor_blocks();
   const Range* r = block - minor.lo < minor.hi - minor.lo ? NULL : SC_(region_of)(block);
   const Addr limit = r ? r->hi : minor.hi;
   if ((r && r->data != REGION_MAJOR) || block + bytes > limit)
      return;
   SC_(new_block_made)(block, bytes, done->runtime->makes, done->runtime, ip, done->argument);
   SC_(new_block).watched_end = block + bytes < limit;
   SC_(new_block).has_next = SC_(new_block).watched_end && !r;
   SC_(new_block).next = SC_(new_block).watched_end ? *(const UWord*)(block + bytes) : 0;
}

void SC_(rules_called)(const Activation* done, Addr ip, const Registers* regs)
{
   const UWord result = regs->guest_RAX;
   if (SC_(options).values && done->runtime->makes && (result & 7) == 0 && SC_(in_heap)(result))
      new_block(result, done, ip);
}

/*--- GC points and returns ---*/

/* Does the stack that the kernel or the thread library has given to the thread hold `a`? Not
   so those that programs make by themselves (coroutines). */
static Bool on_own_stack(ThreadId tid, Addr a)
{
   const Addr max = VG_(thread_get_stack_max)(tid);
   return a <= max && max - a < VG_(thread_get_stack_size)(tid);
}

static void look_at_root(GlobalRoot* r, void* opaque)
{
   const ThreadId tid = VG_(get_running_tid)();
   const Addr sp = VG_(get_SP)(tid);
   Breach b;
   if (!SC_(check_global_root)(r, tid, on_own_stack(tid, sp) ? sp : 0, &b))
      return;
   tell(&b);
   if (b.fault != FAULT_GLOBAL_GARBAGE)
      r->on_stack = False; /* told; it stays registered */
}

static void look_at_roots(void)
{
   if (SC_(global_roots_to_watch) > 0)
      SC_(global_roots_watched)(look_at_root, NULL);
}

static Bool is_reached(Addr block)
{
   for (UInt i = 0; i < 6; i++)
      if (given[i] == block)
         return True;
   return SC_(local_roots_hold)(block);
}

/* The block that was told of last: that it was not filled in time explains what C does to
   it afterwards. */
static NewBlock told_block;

Bool SC_(rules_explain)(Addr a)
{
   return told_block.block != 0 && a - told_block.block < told_block.bytes;
}

void SC_(rules_gc_point)(Bool raising)
{
   Breach b;
   if (SC_(new_block).block && SC_(check_new_block)(raising, is_reached, &b)) {
      tell(&b);
      told_block = b.block;
   }
   for (UInt i = 0; i < 6; i++)
      given[i] = 0;
   SC_(rules_span).size = 0;
   SC_(new_block_forget)();
   look_at_roots();
}

void SC_(rules_entered)(void)
{
   look_at_roots();
}

/* An address with 2 added is none where an address is what comes back (unboxed). */
static Bool is_exception(UWord result, Tag t)
{
   const Site* s = SC_(site_nth)(SC_(tag_site)(t));
   const RuntimeFunction* f = t && s->kind == SITE_RESULT ? SC_(runtime_entry)(s->fn) : NULL;
   return f && f->role == ROLE_CALLBACK && SC_(word_kind)(result) == WORD_EXCEPTION;
}

void SC_(rules_return)(const Activation* stub, UWord result, Tag t)
{
   if (SC_(running).unlocked || ((result & 3) == 2 && is_exception(result, t))) {
      Breach b;
      VG_(memset)(&b, 0, sizeof b);
      b.fault = SC_(running).unlocked ? FAULT_RETURN_UNLOCKED : FAULT_WORD_RETURNED;
      b.certainty = DEFINITE;
      b.stub = stub->fn;
      b.word = result;
      b.word_kind = SC_(word_kind)(result);
      owes_lock = SC_(running).unlocked;
      tell(&b);
   }
   given[0] = result;
   SC_(rules_gc_point)(False);
   told_block.block = 0;
}

/*--- Stores ---*/

/* A store that has been found right often enough is not looked at again: finding the
   block of a word walks the heap. */
static Bool is_known_right(UWord* place)
{
   enum { PLACES = 1024, ENOUGH = 64 };
   static struct { UWord place; UInt times; } seen[PLACES];
   *place = SC_(running).call_ip ^ (VG_(get_IP)(VG_(get_running_tid)()) << 8);
   const UWord i = (*place ^ (*place >> 13)) % PLACES;
   if (seen[i].place != *place) {
      seen[i].place = *place;
      seen[i].times = 0;
   }
   return seen[i].times++ >= ENOUGH;
}

/* Places that access blocks by addresses inside them: their code is translated again, not
   to ask any more. */
static OSet* inner_places; /* of Addr */
Addr         SC_(rules_retranslate);

Bool SC_(rules_bounds_wanted)(Addr ip)
{
   return !inner_places || !VG_(OSetWord_Contains)(inner_places, ip);
}

static void leave_alone(Addr ip, Addr superblock)
{
   if (!inner_places)
      inner_places = VG_(OSetWord_Create)(VG_(malloc), "sc.rules", VG_(free));
   if (!VG_(OSetWord_Contains)(inner_places, ip))
      VG_(OSetWord_Insert)(inner_places, ip);
   SC_(rules_retranslate) = superblock;
}

/* Finding the block of a word walks the heap: not often, and for each place a few times. */
static Bool may_look(void)
{
   enum { WALKS = 1024 };
   static UInt walks;
   return walks++ < WALKS;
}

void SC_(rules_access)(Addr addr, Addr base, Bool written, UWord from_head)
{
   enum { PLACES = 1024, ENOUGH = 4 };
   static struct { Addr place; UInt times; } seen[PLACES];
   Breach b;
   const AccessVerdict verdict = SC_(check_access)(addr, base, may_look, &SC_(rules_span), &b);
   if (verdict == ACCESS_OUTSIDE) {
      b.written = written;
      tell(&b);
   }
   if (verdict != ACCESS_UNKNOWN)
      return;
   const Addr place = VG_(get_IP)(VG_(get_running_tid)());
   const UWord i = (place ^ (place >> 11)) % PLACES;
   if (seen[i].place != place) {
      seen[i].place = place;
      seen[i].times = 0;
   }
   if (++seen[i].times % ENOUGH == 0)
      leave_alone(place, place - from_head);
}

void SC_(rules_store)(Addr addr, UWord value)
{
   Breach b;
   UWord place;
   if (SC_(rules_explain)(addr) || is_known_right(&place) || !SC_(check_store)(addr, value, &b))
      return;
   tell(&b);
}

Bool SC_(rules_is_payload)(Addr addr)
{
   Block b;
   if (SC_(in_new_block)(addr))
      return SC_(new_block).maker && SC_(header_tag)(SC_(new_block).header) >= NO_SCAN_TAG;
   return SC_(block_at)(addr, &b) && !b.free && addr >= b.addr && SC_(header_tag)(b.header) >= NO_SCAN_TAG;
}

void SC_(rules_stored_near)(Addr addr, UWord bytes)
{
   NewBlock* n = &SC_(new_block);
   const Addr end = n->block + n->bytes;
   for (Addr a = addr & ~7UL; a < addr + bytes; a += WORD_BYTES)
      if (SC_(in_new_block)(a))
         SC_(new_block_written)(a);
   if (addr + bytes <= end || !n->watched_end)
      return;
   Breach b;
   VG_(memset)(&b, 0, sizeof b);
   b.fault = FAULT_BEYOND_BLOCK;
   b.certainty = DEFINITE;
   b.addr = addr;
   b.n = (addr - n->block) / WORD_BYTES;
   b.block = *n;
   n->has_next = n->watched_end = False;
   tell(&b);
}

/*--- Words ---*/

void SC_(rules_passed)(UWord word, const RuntimeFunction* f, UInt n)
{
   Breach b;
   VG_(memset)(&b, 0, sizeof b);
   b.word_kind = SC_(word_kind)(word);
   if (!SC_(is_no_value)(b.word_kind))
      return;
   b.fault = FAULT_WORD_PASSED;
   b.certainty = SC_(word_certainty)(b.word_kind);
   b.word = word;
   b.f = f;
   b.n = n;
   tell(&b);
}

void SC_(rules_in_root)(Addr slot, UWord word)
{
   Breach b;
   VG_(memset)(&b, 0, sizeof b);
   b.word_kind = SC_(word_kind)(word);
   if (!SC_(is_no_value)(b.word_kind))
      return;
   b.fault = FAULT_ROOT_GARBAGE;
   b.certainty = LATENT;
   b.word = word;
   b.addr = slot;
   tell(&b);
}

/*--- Global roots ---*/

static Bool is_generational(const RuntimeFunction* f)
{
   return VG_(strstr)(f->name, "generational") != NULL;
}

Bool SC_(is_on_stack)(Addr a)
{
   const NSegment* seg = VG_(am_find_nsegment)(VG_(get_SP)(VG_(get_running_tid)()));
   return seg && a >= seg->start && a <= seg->end;
}

void SC_(rules_root_added)(const RuntimeFunction* f, Addr slot)
{
   Breach b;
   GlobalRoot* r = SC_(global_root_registered)(slot, is_generational(f), SC_(capture)());
   if (!r)
      return;
   if (SC_(in_stub)() && SC_(check_new_root)(r, &b))
      tell(&b);
   r->stack_owner = VG_(get_running_tid)();
   r->on_stack = on_own_stack(r->stack_owner, slot) && slot >= VG_(get_SP)(r->stack_owner);
   SC_(global_root_watch)(r);
}

void SC_(rules_root_removed)(const RuntimeFunction* f, Addr slot)
{
   Breach b;
   if (SC_(in_stub)() && !SC_(region_of)(slot) /* told when it was registered */ && SC_(check_removal)(slot, is_generational(f), &b)) {
      b.f = f;
      tell(&b);
   }
   SC_(global_root_unregistered)(slot);
}

static void mark_gone(GlobalRoot* r, void* where)
{
   r->gone = where;
   SC_(global_root_watch)(r);
}

/* What no OCaml block has owned is memcheck's matter, unless it is asked for. */
void SC_(rules_released)(const CBlock* b, const Release* r)
{
   const Addr end = b->addr + b->bytes;
   SC_(global_roots_in)(b->addr, end, mark_gone, r->where);
   if (SC_(options).values && b->family != FAMILY_MAP && b->family != FAMILY_DESCRIBED
       && (b->owners || r->finaliser || SC_(options).c_memory))
      SC_(shadow_release)(b->addr, end);
}

void SC_(released_used)(Addr addr, UWord bytes)
{
   Breach b;
   const CBlock* c = SC_(in_stub)() ? SC_(cblock_holding)(addr) : NULL;
   if (!c || c->state != CBLOCK_QUARANTINED)
      return;
   VG_(memset)(&b, 0, sizeof b);
   b.fault = FAULT_RELEASED_USED;
   b.certainty = DEFINITE;
   b.addr = addr;
   b.n = bytes;
   b.cblock = c;
   tell(&b);
}

static void look_at_site(const RootSite* s)
{
   enum { MANY = 16 };
   Breach b;
   if (s->registered < MANY || s->removed > 0)
      return;
   VG_(memset)(&b, 0, sizeof b);
   b.fault = FAULT_ROOTS_LEFT;
   b.certainty = DEFINITE;
   b.n = s->registered;
   b.origin = s->where;
   SC_(report)(SC_(describe_breach)(&b, VG_(get_running_tid)(), s->where));
}

void SC_(rules_root_leaks)(void)
{
   SC_(root_sites_each)(look_at_site);
}
