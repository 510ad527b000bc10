/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who is running: OCaml code and the runtime, or a stub. Only stub code and the entries of
   runtime functions are watched. */
#ifndef SC_TRANSITION_H
#define SC_TRANSITION_H

#include "base/base.h"
#include "heap/owner.h"
#include "libvex_guest_amd64.h"
#include "provenance/gc_point.h"
#include "runtime/runtime.h"

enum { MODE_OTHER = 0, MODE_STUB = 1 };

/* The registers of the running thread as its code sees them; their tags lie behind
   them, in the same shape (libvex.h: the shadow state). */
typedef VexGuestAMD64State Registers;

/* Where helpers of instrumented code answer: in the second shadow state, of which nothing else is used. */
static inline ULong* SC_(answer)(Registers* regs)
{
   return &(regs + 2)->guest_RAX;
}

/* Of the running thread; read and written by instrumented code. */
typedef struct {
   UWord mode;
   UWord entry_ret; /* return address of the innermost stub activation */
   UWord tail_ip;   /* the jump by which stub code was left last, 0 when it was
                       left by a call */
   UWord tail_sp;   /* the stack pointer at that jump */
   UWord inner_ip;  /* the last jump from one stub function to another */
   UWord inner_sp;
   UWord call_ip;   /* the last call or jump out of stub code */
   Bool  handles;   /* a signal has interrupted a stub, and its handler has run no stub code yet */
   Bool  unlocked;  /* the stub has given the runtime lock away */
   Bool  waits;     /* the same, from the call on by which it does until it has it again */
   Bool  unknown;   /* a thread that C has made and the runtime does not know */
   Addr  roots;     /* the newest local root, while `waits` */
   BytecodeStack ocaml; /* in bytecode: the thread's stack, while `waits` */
} Running;
extern Running SC_(running);

/* Helpers of instrumented code.
   stub_entered: a superblock of stub code begins while mode is not MODE_STUB.
   stub_left: a stub is about to return to entry_ret.
   runtime_entered: a stub has called (or jumped to) the runtime function. */
void SC_(stub_entered)(Registers* regs);
void SC_(stub_left)(Addr ip, Registers* regs);
void SC_(runtime_entered)(const RuntimeFunction* f, Addr sp, Registers* regs);

/* caml_ba_finalize has been entered for the block `v`, from wherever. */
void SC_(bigarray_finaliser_entered)(const RuntimeFunction* f, Addr sp, Addr v);

/* The innermost stub is at a GC point: an epoch ends, its local roots are of the new one. */
void SC_(cross_gc_point)(GcPointKind kind, const RuntimeFunction* f, Addr ip);

/* The runtime function that a stub is in, or NULL: NULL also when OCaml code
   called the runtime. */
const RuntimeFunction* SC_(runtime_called_by_stub)(void);

/* Is the word at `slot` a local root of a thread that has given the lock away? */
Bool SC_(is_root_of_waiting_thread)(Addr slot);

/* Is the running code a stub's (or a library's on its behalf)? */
Bool SC_(in_stub)(void);

/* Drops the activations of the running thread that are over by its stack pointer. */
void SC_(prune_to_now)(void);

/* The custom block's finaliser that the runtime has called and that runs now, and its
   block. False when none does. */
Bool SC_(called_finaliser)(Addr* entry, Addr* block);

void SC_(transitions_init)(void);
void SC_(thread_runs)(ThreadId tid);  /* before client code of `tid` runs */
void SC_(thread_made)(ThreadId parent, ThreadId child);
void SC_(thread_gone)(ThreadId tid);
void SC_(signal_begins)(ThreadId tid, Int sig, Bool alt_stack);
void SC_(signal_ends)(ThreadId tid, Int sig);
void SC_(transitions_fork_child)(ThreadId survivor);

extern ULong SC_(stubs_entered);

/* Changes whenever stub code begins or goes on, in any thread. */
extern UInt SC_(stub_turns);

#endif
