/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Activations of stubs and of the runtime functions they call. */
#include "guest/transition.h"

#include "base/client.h"
#include "guest/boundary.h"
#include "guest/told.h"
#include "guest/value.h"
#include "heap/gc.h"
#include "heap/region.h"
#include "provenance/root_tags.h"
#include "pub_tool_debuginfo.h"  // VG_(get_fnname)
#include "pub_tool_machine.h"    // VG_(get_SP)
#include "pub_tool_options.h"    // VG_(clo_backtrace_size)
#include "pub_tool_stacktrace.h" // VG_(get_StackTrace)
#include "pub_tool_threadstate.h" // VG_(get_running_tid)
#include "runtime/object.h"
#include "runtime/value.h"

#define STACK_MAX 64

typedef enum { ACT_STUB, ACT_RUNTIME } ActKind;

typedef struct {
   ActKind kind;
   Addr    fn;  /* entry */
   Addr    ret;
   Addr    sp;  /* at entry: holds `ret` */
   const RuntimeFunction* runtime; /* ACT_RUNTIME */
   Bool    finaliser;
   Addr    block;       /* of a finaliser: the block */
   CodeClass caller;    /* ACT_STUB */
   Addr    roots;       /* ACT_STUB: the newest local root at its entry */
   Crossing crossing;   /* ACT_RUNTIME: what the stub had in its hands */
} Activation;

/* What a signal handler interrupts. */
typedef struct {
   Running running;
   Addr    sp;
} Interrupted;

typedef struct {
   XArray* acts; /* of Activation, innermost last */
   XArray* interrupted; /* of Interrupted, or NULL */
   Running saved; /* while another thread runs */
} Thread;

Running SC_(running);
ULong   SC_(stubs_entered);

static Thread*  threads; /* by ThreadId */
static ThreadId current;

void SC_(transitions_init)(void)
{
   threads = SC_(new)("sc.threads", VG_N_THREADS * sizeof *threads);
}

static XArray* acts(void)
{
   Thread* t = &threads[current];
   if (!t->acts)
      t->acts = VG_(newXA)(VG_(malloc), "sc.threads", VG_(free), sizeof(Activation));
   return t->acts;
}

static Activation* top(void)
{
   XArray* a = acts();
   const Word n = VG_(sizeXA)(a);
   return n > 0 ? VG_(indexXA)(a, n - 1) : NULL;
}

static void pop(void)
{
   VG_(dropTailXA)(acts(), 1);
}

/* Drops what began below `sp`. */
static void prune(Addr sp)
{
   for (Activation* a = top(); a && a->sp < sp; a = top())
      pop();
}

/* The return address at the entry of a function: the program has just written it there,
   or has at least used the stack (where this is no entry). */
static Addr return_address(Addr sp)
{
   return (sp & 7) == 0 ? *(const Addr*)sp : 0;
}

static Activation* push(ActKind kind, Addr fn, Addr sp, const RuntimeFunction* runtime)
{
   Activation a;
   a.kind = kind;
   a.fn = fn;
   a.ret = return_address(sp);
   a.sp = sp;
   a.runtime = runtime;
   a.finaliser = False;
   a.block = 0;
   a.caller = CODE_UNKNOWN;
   a.roots = 0; /* and `crossing' is filled by hands_off */
   VG_(addToXA)(acts(), &a);
   return top();
}

/* The newest local root when the innermost stub was entered. */
static Addr roots_of_stub(void)
{
   XArray* list = acts();
   for (Word i = VG_(sizeXA)(list) - 1; i >= 0; i--) {
      const Activation* a = VG_(indexXA)(list, i);
      if (a->kind == ACT_STUB)
         return a->roots;
   }
   return 0;
}

void SC_(cross_gc_point)(GcPointKind kind, const RuntimeFunction* f, Addr ip)
{
   SC_(gc_point)(kind, f, ip);
   if (!SC_(running).unlocked)
      SC_(local_roots_refresh)(roots_of_stub(), kind == POINT_CALL ? SC_(root_was_late) : NULL);
}

static void run_stub(void)
{
   const Activation* a = top();
   SC_(running).mode = MODE_STUB;
   SC_(running).entry_ret = a && a->kind == ACT_STUB ? a->ret : 0;
   SC_(running).tail_ip = 0;
   SC_(running).inner_ip = 0;
}

/*--- Entering and leaving ---*/

static void finaliser_begins(Activation* a, Addr v)
{
   a->finaliser = True;
   a->block = v;
   OwnerBlock* b = SC_(owner_block_of)(v);
   if (b)
      SC_(owner_finalised)(b);
}

/* The runtime has called a custom block's finaliser: arg 0 is the block. */
static void note_finaliser(Activation* a, Addr v)
{
   UWord hd;
   if (!SC_(client_word)(v - WORD_BYTES, &hd) || !SC_(region_of)(v))
      return;
   const CustomOps* ops = SC_(custom_ops)(v, hd);
   if (!ops || ops->finalize != a->fn)
      return;
   finaliser_begins(a, v);
}

/* A runtime function has returned to its stub, at `ip`. */
static void runtime_left(Addr ip, Registers* regs)
{
   const Activation done = *top();
   const RuntimeFunction* f = done.runtime;
   pop();
   run_stub();
   if (f->role == ROLE_RELEASES_LOCK || f->role == ROLE_VISITS) {
      SC_(running).unlocked = True;
      SC_(cross_gc_point)(POINT_RELEASED, f, ip - 1);
   } else if (f->role == ROLE_ACQUIRES_LOCK) {
      SC_(running).unlocked = SC_(running).waits = False;
      SC_(cross_gc_point)(POINT_ACQUIRED, f, ip - 1);
   } else if (f->may_gc && done.crossing.stubs_entered != SC_(stubs_entered))
      SC_(cross_gc_point)(POINT_NESTED, f, ip - 1);
   SC_(result_comes)(&done.crossing, f, ip - 1, regs);
}

static void new_stub(Addr ip, Addr sp, CodeClass caller, Registers* regs)
{
   prune(sp + 1);
   Activation* a = push(ACT_STUB, ip, sp, NULL);
   a->caller = caller;
   a->roots = SC_(local_roots_head)();
   SC_(stubs_entered)++;
   SC_(values_begin)();
   SC_(gc_c_code_ran)();
   if (caller == CODE_RUNTIME)
      note_finaliser(a, regs->guest_RDI);
   run_stub();
   if (caller == CODE_OCAML)
      SC_(running).unlocked = SC_(running).waits = False;
   if (caller == CODE_OCAML || caller == CODE_RUNTIME)
      SC_(arguments_come)(ip, sp, regs);
}

void SC_(stub_entered)(Addr ip, Addr sp, Registers* regs)
{
   SC_(regions_refresh)(sp);
   prune(sp - WORD_BYTES);
   const Activation* a = top();
   if (a && a->kind == ACT_RUNTIME && a->ret == ip && a->sp == sp - WORD_BYTES) {
      runtime_left(ip, regs);
      return;
   }
   const CodeClass caller = SC_(class_of_code)(return_address(sp));
   if (caller == CODE_UNKNOWN || caller == CODE_STUB)
      run_stub(); /* not at an entry: an activation was lost, go on */
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
   SC_(result_goes)(regs);
   if (!SC_(running).unlocked && leaves_roots(a))
      SC_(roots_left)(a->fn);
   SC_(gc_point)(POINT_RETURN, NULL, ip);
}

void SC_(stub_left)(Addr ip, Registers* regs)
{
   const Activation* a = top();
   if (a && a->kind == ACT_STUB && a->ret == SC_(running).entry_ret) {
      if (a->caller == CODE_OCAML)
         back_to_ocaml(a, ip ? ip : SC_(running).call_ip, regs);
      pop();
   }
   SC_(running).mode = MODE_OTHER;
   SC_(running).entry_ret = 0;
   SC_(forget_registers)(regs);
}

/* Where the stub has called the runtime from, or jumped to it. */
static Addr place_of_call(Addr sp)
{
   if (SC_(running).tail_ip && SC_(running).tail_sp == sp)
      return SC_(running).tail_ip;
   return return_address(sp) - 1;
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
   if (f->may_gc && !SC_(running).unlocked && has_dead_roots(top(), sp))
      SC_(roots_left)(top()->fn);
   SC_(arguments_go)(f, regs);
   const Activation* stub = top();
   if (f->may_gc && f->role != ROLE_ACQUIRES_LOCK && f->role != ROLE_VISITS)
      SC_(cross_gc_point)(POINT_CALL, f, call);
   if (stub && stub->kind == ACT_STUB && stub->sp == sp && stub->caller == CODE_OCAML)
      SC_(gc_point)(POINT_RETURN, NULL, call); /* it has jumped here: f returns to OCaml */
   if (f->role == ROLE_RELEASES_LOCK) {
      SC_(running).waits = True;
      SC_(running).roots = SC_(local_roots_head)();
   }
   prune(sp + 1); /* a stub that jumped here is over */
   Activation* a = push(ACT_RUNTIME, f->addr, sp, f);
   SC_(hands_off)(&a->crossing, f, regs);
   SC_(running).mode = MODE_OTHER;
   SC_(running).entry_ret = 0;
}

void SC_(bigarray_finaliser_entered)(const RuntimeFunction* f, Addr sp, Addr v)
{
   prune(sp + 1);
   Activation* a = push(ACT_RUNTIME, f->addr, sp, f);
   VG_(memset)(&a->crossing, 0, sizeof a->crossing);
   finaliser_begins(a, v);
   SC_(running).mode = MODE_OTHER;
   SC_(running).entry_ret = 0;
}

/*--- Questions ---*/

static void prune_to_now(void)
{
   prune(VG_(get_SP)(current));
}

Bool SC_(in_stub)(void)
{
   return SC_(running).mode == MODE_STUB;
}

const RuntimeFunction* SC_(runtime_called_by_stub)(void)
{
   if (SC_(in_stub)())
      return NULL;
   prune_to_now();
   const Activation* a = top();
   return a && a->kind == ACT_RUNTIME ? a->runtime : NULL;
}

static Bool called_finaliser(Addr* entry, Addr* block)
{
   prune_to_now();
   XArray* list = acts();
   for (Word i = VG_(sizeXA)(list) - 1; i >= 0; i--) {
      const Activation* a = VG_(indexXA)(list, i);
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
   for (ThreadId tid = 1; tid < VG_N_THREADS; tid++)
      if (tid != current && threads[tid].saved.waits
          && SC_(local_roots_have_slot)(threads[tid].saved.roots, slot))
         return True;
   return False;
}

/*--- Stacks ---*/

/* Is the code at `a` of the function that holds `b`? */
static Bool same_function(Addr a, Addr b)
{
   const HChar* name;
   HChar first[64];
   const DiEpoch ep = VG_(current_DiEpoch)();
   if (!VG_(get_fnname)(ep, a, &name))
      return SC_(near_code)(a, b);
   VG_(strncpy)(first, name, sizeof first - 1);
   first[sizeof first - 1] = '\0';
   return VG_(get_fnname)(ep, b, &name) && VG_(strncmp)(first, name, sizeof first - 1) == 0;
}

/* A full stack loses its outermost frame. */
static UInt insert(Addr* ips, UInt n, UInt at, Addr ip)
{
   if (n == STACK_MAX)
      n--;
   for (UInt i = n; i > at; i--)
      ips[i] = ips[i - 1];
   ips[at] = ip;
   return n + 1;
}

/* Jumps take frames off the stack. Two of them are known and put back:

   - free (frame 0, of the preload) was jumped to from stub code: the jump;
   - the stub that OCaml called, or a finaliser of the runtime's, jumped to another
     function: the jump if it is known, else its entry, before the frame that it
     would have returned to.

   In Valgrind's stacks a caller's address is one less than the return address. */
static UInt recover_jump(Addr* ips, Addr* sps, UInt n)
{
   const Addr sp = SC_(running).tail_sp;
   if (SC_(running).tail_ip == 0 || n < 2 || sps[1] != sp + WORD_BYTES)
      return n;
   insert(sps, n, 1, sp);
   return insert(ips, n, 1, SC_(running).tail_ip);
}

/* Where the function of `a` was left: see above. */
static Addr last_place_in(const Activation* a)
{
   const Running* r = &SC_(running);
   return a->kind == ACT_STUB && r->inner_sp == a->sp && r->inner_ip
          && same_function(r->inner_ip, a->fn) ? r->inner_ip : a->fn;
}

static UInt recover_stub(Addr* ips, const Addr* sps, UInt n)
{
   const Activation* a = top();
   if (!a || (a->kind == ACT_RUNTIME && !a->finaliser))
      return n;
   for (UInt i = 1; i < n && sps[i] <= a->sp + WORD_BYTES; i++)
      if (sps[i] == a->sp + WORD_BYTES && ips[i] + 1 == a->ret
          && !same_function(ips[i - 1], a->fn))
         return insert(ips, n, i, last_place_in(a));
   return n;
}

/* The innermost `max` frames, and what is known of lost ones put back. Returns how
   many there are. */
static UInt stack_of_calls(Addr* ips, Addr* sps, UInt max)
{
   prune_to_now();
   UInt n = VG_(get_StackTrace)(VG_(get_running_tid)(), ips, max, sps, NULL, 0);
   if (SC_(in_stub)())
      n = recover_jump(ips, sps, n);
   return recover_stub(ips, sps, n);
}

ExeContext* SC_(capture)(void)
{
   Addr ips[STACK_MAX], sps[STACK_MAX];
   const UInt depth = (UInt)VG_(clo_backtrace_size);
   const UInt wanted = depth < STACK_MAX ? depth : STACK_MAX;
   UInt n = stack_of_calls(ips, sps, wanted);
   n = SC_(told_frames)(VG_(get_running_tid)(), ips, sps, n, STACK_MAX);
   if (n > wanted)
      n = wanted;
   return VG_(make_ExeContext_from_StackTrace)(ips, n);
}

/* A finaliser that the program told of is what the function that told it has called, or
   that function itself. */
static Bool told_finaliser(Addr* entry, Addr* block)
{
   Addr ips[STACK_MAX], sps[STACK_MAX], sp;
   if (!SC_(told_finaliser)(VG_(get_running_tid)(), &sp, block))
      return False;
   const UInt n = stack_of_calls(ips, sps, STACK_MAX);
   UInt i = 0;
   while (i + 1 < n && sps[i] < sp)
      i++;
   *entry = i > 0 && SC_(class_of_code)(ips[i - 1]) == CODE_STUB ? ips[i - 1] : ips[i];
   return True;
}

Bool SC_(running_finaliser)(Addr* entry, Addr* block)
{
   return called_finaliser(entry, block) || told_finaliser(entry, block);
}

/*--- Threads ---*/

void SC_(thread_runs)(ThreadId tid)
{
   if (tid == current)
      return;
   threads[current].saved = SC_(running);
   SC_(running) = threads[tid].saved;
   current = tid;
}

/* A thread that a stub makes does not hold the runtime lock, and runs what the stub has
   told it to. */
void SC_(thread_made)(ThreadId parent, ThreadId child)
{
   const Bool by_stub = parent == current && SC_(in_stub)();
   threads[child].saved.mode = by_stub ? MODE_STUB : MODE_OTHER;
   threads[child].saved.unlocked = by_stub;
}

/* A signal handler is no call of the code that it interrupts, which goes on as it was.
   One that jumps out leaves its note behind, which is dropped with the next. */
void SC_(signal_begins)(ThreadId tid, Int sig, Bool alt_stack)
{
   SC_(thread_runs)(tid); /* it has waited in a system call, and others have run */
   Thread* t = &threads[tid];
   if (!t->interrupted)
      t->interrupted = VG_(newXA)(VG_(malloc), "sc.threads", VG_(free), sizeof(Interrupted));
   const Interrupted i = { SC_(running), VG_(get_SP)(tid) };
   VG_(addToXA)(t->interrupted, &i);
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
      prune(sp);
      SC_(running) = i.running;
      return;
   }
}

void SC_(thread_gone)(ThreadId tid)
{
   SC_(told_thread_gone)(tid);
   if (threads[tid].acts)
      VG_(deleteXA)(threads[tid].acts);
   if (threads[tid].interrupted)
      VG_(deleteXA)(threads[tid].interrupted);
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
