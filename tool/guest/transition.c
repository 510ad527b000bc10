/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Activations of stubs and of the runtime functions they call. */
#include "guest/transition.h"

#include "base/client.h"
#include "guest/access_rules.h"
#include "guest/activation.h"
#include "guest/boundary.h"
#include "guest/options.h"
#include "guest/result_rules.h"
#include "guest/rules.h"
#include "guest/told.h"
#include "guest/value.h"
#include "guest/word_places.h"
#include "heap/gc.h"
#include "heap/region.h"
#include "provenance/new_block.h"
#include "provenance/root_tags.h"
#include "pub_tool_machine.h"    // VG_(get_SP)
#include "pub_tool_threadstate.h" // VG_(get_running_tid)
#include "runtime/object.h"
#include "runtime/value.h"

/* What a signal handler interrupts. */
typedef struct {
   Running running;
   Addr    sp;
} Interrupted;

typedef struct {
   Activations acts;
   XArray* interrupted; /* of Interrupted, or NULL */
   Addr    domain; /* of which it has run stubs; 0: none */
   Running saved; /* while another thread runs */
} Thread;

Running SC_(running);
ULong   SC_(stubs_entered);
UInt    SC_(stub_turns);

static Thread*  threads; /* by ThreadId */
static ThreadId current;
static UInt     waiting; /* threads that do not run and have saved.waits */

/* In whose epochs the program runs: of a domain, or of a thread without the lock. */
typedef struct {
   Addr     domain;
   ThreadId thread;
} Whose;
static Whose whose_epochs;
static Addr  allocating_domain;

void SC_(transitions_init)(void)
{
   threads = SC_(new)("sc.threads", VG_N_THREADS * sizeof *threads);
   SC_(activations) = &threads[current].acts;
}

void SC_(cross_gc_point)(GcPointKind kind, const RuntimeFunction* f, Addr ip)
{
   static const RootWatch watch = { SC_(root_was_late), SC_(rules_in_root) };
   const Activation* stub = SC_(innermost_stub)();
   SC_(rules_gc_point)(f && f->role == ROLE_RAISES);
   SC_(gc_point)(kind, f, ip);
   if (SC_(options).values && !SC_(running).unlocked)
      SC_(local_roots_refresh)(stub ? stub->roots : 0, kind == POINT_CALL ? &watch : NULL);
   SC_(rules_spans_end)();
}

/* A thread with the lock lives in the epochs of its domain, one without in its own: what
   others do, who have it, makes no value of this one stale. Exception: a thread that the
   runtime does not know never had the lock; what it was given has aged with its maker's. */
static void enter_epochs(void)
{
   const Bool alone = SC_(running).unlocked && !SC_(running).unknown;
   const Addr domain = threads[current].domain;
   const Whose now = { alone ? 0 : domain, alone ? current : 0 };
   const Bool nobodys = now.domain == 0 && now.thread == 0;
   if (nobodys || (now.domain == whose_epochs.domain && now.thread == whose_epochs.thread))
      return;
   whose_epochs = now;
   if (now.thread)
      SC_(epochs_of_thread)(now.thread);
   else
      SC_(epochs_of_domain)(domain);
   if (domain != allocating_domain) {
      allocating_domain = domain;
      SC_(values_of_other_domain)();
   }
}

/* The thread has the lock, of a domain. */
static void note_domain(void)
{
   const Runtime* rt = SC_(the_runtime)();
   const Addr domain = rt ? rt->domain(rt) : 0;
   if (domain)
      threads[current].domain = domain;
   enter_epochs();
}

static void set_unlocked(Bool unlocked)
{
   SC_(running).unlocked = unlocked;
   if (unlocked) {
      enter_epochs();
      return;
   }
   SC_(running).waits = False;
   note_domain();
}

static void run_stub(void)
{
   const Activation* a = SC_(innermost)();
   SC_(stub_turns)++;
   SC_(running).mode = MODE_STUB;
   SC_(running).entry_ret = a && a->kind == ACT_STUB ? a->ret : 0;
   SC_(running).tail_ip = 0;
   SC_(running).inner_ip = 0;
}

/*--- Entering and leaving ---*/

static void finaliser_begins(Activation* a, Addr v)
{
   SC_(gc_finaliser_called)(v);
   a->finaliser = True;
   a->block = v;
   OwnerBlock* b = SC_(owner_block_of)(v);
   if (b)
      SC_(owner_finalised)(b);
}

/* Which of a custom block's operations `fn` is; OPERATION_NONE when it is none of that
   block's (struct custom_operations, custom.h). */
static Operation operation_of(UWord v, Addr fn)
{
   static const struct { UInt word; Operation operation; } fields[] = {
      { 1, OPERATION_FINALIZE }, { 2, OPERATION_COMPARE }, { 3, OPERATION_HASH }, { 4, OPERATION_SERIALIZE },
      { 6, OPERATION_COMPARE }
   };
   UWord hd, word;
   if ((v & 7) != 0 || !SC_(client_word)(v - WORD_BYTES, &hd) || !SC_(region_of)(v))
      return OPERATION_NONE;
   const CustomOps* ops = SC_(custom_ops)(v, hd);
   for (UInt i = 0; ops && i < sizeof fields / sizeof *fields; i++)
      if (SC_(client_word)(ops->ops + fields[i].word * WORD_BYTES, &word) && word == fn)
         return fields[i].operation;
   return OPERATION_NONE;
}

/* The runtime has called C: an operation of a custom block, which it passes on. (To deserialize
   it passes the payload of a block that is none yet.) */
static void note_operation(Activation* a, const Registers* regs)
{
   a->operation = operation_of(regs->guest_RDI, a->fn);
   if (a->operation == OPERATION_NONE)
      a->operation = operation_of(regs->guest_RSI, a->fn) == OPERATION_COMPARE ? OPERATION_COMPARE : OPERATION_NONE;
   if (a->operation == OPERATION_NONE && SC_(custom_deserializes)(a->fn))
      a->operation = OPERATION_DESERIALIZE;
   if (a->operation == OPERATION_FINALIZE)
      finaliser_begins(a, regs->guest_RDI);
}

/* A GC point of a stub's, at `ip`, where its stack pointer is `sp`. */
static void cross_in_stub(GcPointKind kind, const RuntimeFunction* f, Addr ip, Addr sp, const Registers* regs)
{
   SC_(cross_gc_point)(kind, f, ip);
   SC_(note_gc_frame)(ip, sp, regs);
}

/* A runtime function has returned to its stub, at `ip`. */
static void runtime_left(Addr ip, Registers* regs)
{
   const Activation* done = SC_(innermost)(); /* nothing is pushed until this function ends */
   const RuntimeFunction* f = done->runtime;
   const Addr sp = regs->guest_RSP;
   SC_(activations)->n--;
   run_stub();
   if (f->role == ROLE_RELEASES_LOCK || f->role == ROLE_VISITS) {
      SC_(running).unknown &= f->role != ROLE_VISITS;
      set_unlocked(True);
      cross_in_stub(POINT_RELEASED, f, ip - 1, sp, regs);
   } else if (f->role == ROLE_ACQUIRES_LOCK) {
      set_unlocked(False);
      cross_in_stub(POINT_ACQUIRED, f, ip - 1, sp, regs);
   } else if (f->may_gc && done->crossing.epoch != SC_(epoch))
      cross_in_stub(POINT_NESTED, f, ip - 1, sp, regs);
   SC_(rules_called)(done, ip - 1, regs);
   if (SC_(options).values)
      SC_(result_comes)(&done->crossing, f, ip - 1, regs);
}

static void new_stub(Addr ip, Addr sp, CodeClass caller, Registers* regs)
{
   SC_(prune)(sp + 1);
   Activation* a = SC_(activation_push)(ACT_STUB, ip, sp, NULL);
   a->caller = caller;
   a->caller_sp = regs->guest_RBX;
   a->roots = SC_(local_roots_head)();
   SC_(stubs_entered)++;
   if (caller == CODE_OCAML)
      set_unlocked(False); /* OCaml code has the lock */
   else
      note_domain();
   a->epoch = SC_(epoch);
   SC_(values_begin)();
   SC_(gc_c_code_ran)();
   if (caller == CODE_RUNTIME)
      note_operation(a, regs);
   run_stub();
   if (caller == CODE_OCAML) {
      const Runtime* rt = SC_(the_runtime)();
      SC_(rules_entered)();
      a->noalloc = rt && !rt->called_through(rt, a->ret, sp);
      if (!a->noalloc)
         SC_(results_at_call)();
   }
   if (SC_(options).values && (caller == CODE_OCAML || caller == CODE_RUNTIME))
      SC_(arguments_come)(ip, sp, regs);
}

/* The instruction pointer has been stored by whoever came here. */
void SC_(stub_entered)(Registers* regs)
{
   const Addr ip = regs->guest_RIP, sp = regs->guest_RSP;
   SC_(regions_refresh)(sp);
   SC_(prune)(sp - WORD_BYTES);
   const Activation* a = SC_(innermost)();
   if (a && a->kind == ACT_RUNTIME && a->ret == ip && a->sp == sp - WORD_BYTES) {
      runtime_left(ip, regs);
      return;
   }
   const CodeClass caller = SC_(class_of_code)(SC_(return_address)(sp));
   const Bool handles = SC_(running).handles && caller != CODE_OCAML && caller != CODE_RUNTIME;
   SC_(running).handles = False;
   if (caller == CODE_UNKNOWN || caller == CODE_STUB || handles)
      run_stub(); /* not at an entry: an activation was lost, go on; or a handler in a stub */
   else
      new_stub(ip, sp, caller, regs);
}

/* Frames of local roots that were pushed since the stub's entry lie below it on the
   stack, which is gone now. */
static Bool leaves_roots(const Activation* a)
{
   const Addr head = SC_(local_roots_head)();
   return head != a->roots && head != 0 && head < a->sp;
}

/* OCaml code may allocate, so a stub's end is a GC point. */
static void back_to_ocaml(const Activation* a, Addr ip, Registers* regs)
{
   const Runtime* rt = SC_(the_runtime)();
   const Bool is_value = !rt || rt->result_is_value(rt, a->ret);
   if (SC_(options).values && is_value)
      SC_(result_goes)(regs);
   if (!SC_(running).unlocked && leaves_roots(a))
      SC_(roots_left)(a->fn);
   SC_(rules_return)(a, is_value ? regs->guest_RAX : 0, (regs + 1)->guest_RAX);
   SC_(gc_point)(POINT_RETURN, NULL, ip);
}

/* The return instruction has moved the stack pointer already: for what is told now it is
   put back to where the stack still is the stub's. */
void SC_(stub_left)(Addr ip, Registers* regs)
{
   const Activation* a = SC_(innermost)();
   if (a && a->kind == ACT_STUB && a->ret == SC_(running).entry_ret) {
      const Addr sp = a->sp;
      regs->guest_RSP -= WORD_BYTES;
      if (a->caller == CODE_OCAML)
         back_to_ocaml(a, ip ? ip : SC_(running).call_ip, regs);
      regs->guest_RSP += WORD_BYTES;
      SC_(prune)(sp + 1);
   }
   SC_(running).mode = MODE_OTHER;
   SC_(running).entry_ret = 0;
   SC_(forget_registers)(regs);
}

static Bool jumped_here(Addr sp)
{
   return SC_(running).tail_ip && SC_(running).tail_sp == sp;
}

/* Where the stub has called the runtime from, or jumped to it. */
static Addr place_of_call(Addr sp)
{
   return jumped_here(sp) ? SC_(running).tail_ip : SC_(return_address)(sp) - 1;
}

/* The newest frame of local roots lies on a stack frame that is gone: a function that
   the stub has called left without CAMLreturn, and the GC may look at it now. */
static Bool has_dead_roots(const Activation* stub, Addr sp)
{
   enum { REACH = 1 << 16 }; /* beyond it is another stack */
   const Addr head = SC_(local_roots_head)();
   return stub && stub->kind == ACT_STUB && head != stub->roots && head < sp && head > sp - REACH;
}

void SC_(runtime_entered)(const RuntimeFunction* f, Addr sp, Registers* regs)
{
   const Addr call = place_of_call(sp);
   if (f->may_gc && !SC_(running).unlocked && has_dead_roots(SC_(innermost)(), sp))
      SC_(roots_left)(SC_(innermost)()->fn);
   const Activation* stub = SC_(innermost)();
   const Bool has_lock = SC_(rules_call)(f, stub && stub->kind == ACT_STUB ? stub : NULL, regs);
   if (SC_(options).values && has_lock)
      SC_(arguments_go)(f, regs);
   if (f->may_gc && f->role != ROLE_ACQUIRES_LOCK && f->role != ROLE_VISITS)
      cross_in_stub(POINT_CALL, f, call, jumped_here(sp) ? sp : sp + WORD_BYTES, regs);
   if (stub && stub->kind == ACT_STUB && stub->sp == sp && stub->caller == CODE_OCAML)
      SC_(gc_point)(POINT_RETURN, NULL, call); /* it has jumped here: f returns to OCaml */
   if (f->role == ROLE_RELEASES_LOCK) {
      SC_(running).waits = True;
      SC_(running).roots = SC_(local_roots_head)();
      const Runtime* rt = SC_(the_runtime)();
      if (rt && rt->bytecode_stack)
         rt->bytecode_stack(rt, &SC_(running).ocaml);
   }
   SC_(prune)(sp + 1); /* a stub that jumped here is over */
   Activation* a = SC_(activation_push)(ACT_RUNTIME, f->addr, sp, f);
   a->argument = regs->guest_RDI;
   SC_(hands_off)(&a->crossing, f, regs);
   SC_(running).mode = MODE_OTHER;
   SC_(running).entry_ret = 0;
}

void SC_(bigarray_finaliser_entered)(const RuntimeFunction* f, Addr sp, Addr v)
{
   SC_(prune)(sp + 1);
   Activation* a = SC_(activation_push)(ACT_RUNTIME, f->addr, sp, f);
   VG_(memset)(&a->crossing, 0, sizeof a->crossing);
   finaliser_begins(a, v);
   SC_(running).mode = MODE_OTHER;
   SC_(running).entry_ret = 0;
}

/*--- Questions ---*/

void SC_(prune_to_now)(void)
{
   SC_(prune)(VG_(get_SP)(current));
}

Bool SC_(in_stub)(void)
{
   return SC_(running).mode == MODE_STUB;
}

const RuntimeFunction* SC_(runtime_called_by_stub)(void)
{
   if (SC_(in_stub)())
      return NULL;
   SC_(prune_to_now)();
   const Activation* a = SC_(innermost)();
   return a && a->kind == ACT_RUNTIME ? a->runtime : NULL;
}

Bool SC_(called_finaliser)(Addr* entry, Addr* block)
{
   SC_(prune_to_now)();
   const Activations* list = SC_(activations);
   for (UInt i = list->n; i > 0; i--) {
      const Activation* a = &list->at[i - 1];
      if (a->finaliser) {
         *entry = a->fn;
         *block = a->block;
         return True;
      }
      if (a->kind == ACT_STUB)
         return False;
   }
   return False;
}

/* Threads that wait for the lock have their local roots elsewhere than Caml_state. */
Bool SC_(is_root_of_waiting_thread)(Addr slot)
{
   for (ThreadId tid = 1; waiting > 0 && tid < VG_N_THREADS; tid++)
      if (tid != current && threads[tid].saved.waits
          && SC_(local_roots_have_slot)(threads[tid].saved.roots, slot))
         return True;
   return False;
}

/*--- Threads ---*/

void SC_(thread_runs)(ThreadId tid)
{
   if (tid == current)
      return;
   SC_(rules_spans_end)();
   threads[current].saved = SC_(running);
   waiting += SC_(running).waits;
   SC_(running) = threads[tid].saved;
   waiting -= SC_(running).waits;
   current = tid;
   SC_(stub_turns)++; /* it may be in a stub */
   SC_(activations) = &threads[tid].acts;
   enter_epochs();
   SC_(new_block_forget)();
}

/* A thread that a stub makes does not hold the runtime lock, and runs what the stub has
   told it to. */
void SC_(thread_made)(ThreadId parent, ThreadId child)
{
   const Bool by_stub = parent == current && SC_(in_stub)();
   threads[child].saved.mode = by_stub ? MODE_STUB : MODE_OTHER;
   threads[child].saved.unlocked = threads[child].saved.unknown = by_stub;
   threads[child].domain = threads[parent].domain;
}

/* A signal handler is no call of the code that it interrupts, which goes on as it was.
   One that jumps out leaves its note behind, which is dropped with the next. A handler of stub
   code that interrupts a stub has no activation of its own: where it jumps to, the stub goes on. */
void SC_(signal_begins)(ThreadId tid, Int sig, Bool alt_stack)
{
   SC_(thread_runs)(tid); /* it has waited in a system call, and others have run */
   Thread* t = &threads[tid];
   if (!t->interrupted)
      t->interrupted = VG_(newXA)(VG_(malloc), "sc.threads", VG_(free), sizeof(Interrupted));
   const Interrupted i = { SC_(running), VG_(get_SP)(tid) };
   VG_(addToXA)(t->interrupted, &i);
   SC_(running).handles = SC_(running).mode == MODE_STUB;
   SC_(running).mode = MODE_OTHER;
   SC_(running).entry_ret = 0;
}

void SC_(signal_ends)(ThreadId tid, Int sig)
{
   SC_(thread_runs)(tid);
   Thread* t = &threads[tid];
   const Addr sp = VG_(get_SP)(tid);
   while (t->interrupted && VG_(sizeXA)(t->interrupted) > 0) {
      const Interrupted i = *(Interrupted*)VG_(indexXA)(t->interrupted, VG_(sizeXA)(t->interrupted) - 1);
      VG_(dropTailXA)(t->interrupted, 1);
      if (i.sp != sp)
         continue;
      SC_(prune)(sp);
      SC_(running) = i.running;
      SC_(stub_turns)++;
      enter_epochs();
      return;
   }
}

void SC_(thread_gone)(ThreadId tid)
{
   SC_(told_thread_gone)(tid);
   VG_(free)(threads[tid].acts.at);
   if (threads[tid].interrupted)
      VG_(deleteXA)(threads[tid].interrupted);
   if (tid != current)
      waiting -= threads[tid].saved.waits;
   VG_(memset)(&threads[tid], 0, sizeof threads[tid]);
   if (tid == current)
      VG_(memset)(&SC_(running), 0, sizeof SC_(running));
}

void SC_(transitions_fork_child)(ThreadId survivor)
{
   for (ThreadId tid = 0; tid < VG_N_THREADS; tid++)
      if (tid != survivor)
         SC_(thread_gone)(tid);
}
