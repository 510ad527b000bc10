/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which OCaml runtime the program carries, and the boundary behind which each
   family of runtimes stands (ocaml4.c with bytecode4.c, ocaml5.c with bytecode5.c).

   There is one runtime per process. It is recognised from the symbols of the
   object that holds it; dynamic symbols suffice. */
#ifndef SC_RUNTIME_H
#define SC_RUNTIME_H

#include "base/base.h"
#include "runtime/elf.h"
#include "runtime/frame.h" // OCamlStack

/* Events that the model wants to hear of, as entries of runtime functions. The
   arguments are those of the function (amd64 C convention). */
typedef enum {
   EVENT_NONE = 0,
   EVENT_MINOR_BEGIN,     /* a minor collection may begin: () */
   EVENT_MINOR_PROMOTED,  /* all survivors are promoted, the minor heap still
                             holds forwarding pointers */
   EVENT_MAJOR_SLICE,     /* a slice of the major GC begins */
   EVENT_FREE_RUN,        /* dead blocks from arg 0 up to a live one or arg 1 are
                             being freed */
   EVENT_COMPACT_BEGIN,   /* a compaction begins; until the function returns, the
                             runtime's calls of memmove move blocks */
   EVENT_HEAP_CHANGED,    /* regions are about to be added or removed: look again
                             before trusting the map */
   EVENT_POOLS_MAPPED,    /* 5.x: arg 0 bytes for the heap are about to be mapped; the last
                             argument tells whether they are only reserved */
   EVENT_POOLS_UNMAPPED,  /* 5.x: arg 1 bytes at arg 0 are about to be given back */
   EVENT_LARGE_ALLOC,     /* 5.x: a block of arg 1 words is about to be allocated; told of
                             those only that get memory from malloc */
   EVENT_DEATHS_DECIDED,  /* 5.x: colours have changed their meaning: dead blocks are known */
   EVENT_OBJ_DUP,         /* arg 0 is a block that is about to be copied whole */
   EVENT_BIGARRAY_ALLOC,  /* arg 2 is the data of a new bigarray, or NULL */
   EVENT_BIGARRAY_FINALISE, /* arg 0 is a bigarray whose data is being released */
   EVENT_ROOT_ADDED,      /* arg 0 is a word that becomes a global root */
   EVENT_ROOT_REMOVED,    /* arg 0 is a word that is a global root no longer */
   EVENT_CUSTOM_REGISTERED, /* arg 0 is a record of operations that input_value may use */
   EVENT_SHUT_DOWN,       /* caml_shutdown was called for the last time, and has run what was to be run */
   EVENT_OTHER_ENTRY      /* an entry of a runtime function without meaning of
                             its own */
} RuntimeEvent;

/* Kinds of OCaml memory. */
typedef enum {
   REGION_MINOR = 1,
   REGION_MAJOR,     /* a chunk of 4.x, a pool of 5.x */
   REGION_LARGE,     /* 5.x: one block of the major heap, by itself */
   REGION_STATIC,    /* data emitted by ocamlopt */
   REGION_DESCRIBED  /* told by a client request (include/stubcheck.h) */
} RegionKind;

static inline Bool SC_(is_major)(RegionKind k)
{
   return k == REGION_MAJOR || k == REGION_LARGE;
}

/* What a function does to its caller's hold on the OCaml heap. */
typedef enum {
   ROLE_NONE = 0,
   ROLE_RELEASES_LOCK,  /* once it returns, other threads may run OCaml code */
   ROLE_ACQUIRES_LOCK,  /* until it returns, other threads may run OCaml code */
   ROLE_VISITS,         /* called without the lock: acquires it and releases it again */
   ROLE_CALLBACK,       /* runs OCaml code */
   ROLE_RAISES,         /* never returns: runs what is pending, then raises */
   ROLE_ENDS_PROCESS    /* never returns */
} RuntimeRole;

/* What a call may run besides; bits. */
typedef enum {
   RUNS_GC = 1,          /* of the function that gives the lock away: the GC, by itself */
   RUNS_FINALISERS = 2,  /* OCaml's (Gc.finalise) */
   RUNS_THREADS = 4      /* other threads, if there are any, though it keeps the lock */
} RuntimeRuns;

/* What a function that allocates leaves to its caller. */
typedef enum {
   MAKES_NOTHING = 0,
   MAKES_FILLED,   /* a block whose fields are values, or that is not scanned */
   MAKES_UNFILLED, /* a block whose fields the caller must fill */
   MAKES_STRING,   /* a string or bytes of as many bytes as argument 1 says */
   MAKES_CUSTOM    /* a custom block whose payload the caller must fill */
} MadeBlock;

/* How a function changes the field that its first argument points to. */
typedef enum { STORE_NONE = 0, STORE_INITIALIZE, STORE_MODIFY } FieldStore;

/* Does it take a size in words and a tag, in this order? */
typedef enum { SIZES_NONE = 0, SIZES_ANY, SIZES_SMALL /* 1 to 256 words */ } SizeArguments;

typedef struct RuntimeApi RuntimeApi;

typedef struct RuntimeFunction RuntimeFunction;
struct RuntimeFunction {
   Addr          addr;
   SizeT         size; /* 0: unknown */
   const HChar*  name; /* lives for ever */
   RuntimeEvent  event;
   /* Of may_gc.h: */
   RuntimeRole            role;
   Bool                   may_gc;
   const RuntimeFunction* gc_next;
   UInt                   runs; /* RuntimeRuns */
   /* Of api.h: */
   const RuntimeApi*      api;   /* NULL: its arguments are not known */
   MadeBlock              makes;
   FieldStore             store;
   SizeArguments          sizes;
   UChar                  wants; /* the tag that the block in argument 1 must have; 0: any */
};

/* An interpreter's stack: it grows down, from `high`. */
typedef struct {
   Addr sp, high;
   Addr trap; /* the innermost exception handler */
   Addr aside; /* 5.x: the stack to go on with at `high', as a callback on the way has put it aside; or 0 */
} BytecodeStack;

typedef struct Runtime Runtime;
struct Runtime {
   const HChar* name;    /* "OCaml 4.13, native" */
   const HChar* family;  /* "4.x" */
   const HChar* note;    /* what people should know of this version; or NULL */
   Bool  all_symbols;    /* False: only dynamic symbols, static functions are nameless */
   Bool  no_naked_pointers; /* the GC takes each even word for the address of a block */
   Bool  locks_roots;    /* finalisers may run while the lists of global roots are locked: one
                            that changes them waits for itself (globroots.c, roots_mutex) */
   Bool  roots_once;     /* a compaction damages what is a local root twice, as the arguments of
                            caml_callbackN are when they were one before (compact.c) */
   Addr  text_lo, text_hi;
   Addr  c_call;         /* the assembly by way of which native OCaml code calls C (4.x: caml_c_call,
                            which jumps there); or 0 */
   Addr  interpreter;    /* the function that runs bytecode: its code counts as OCaml's; 0 in
                            a native program */

   /* Calls `each` for each region of OCaml memory as the program's own variables
      tell it now. Reads client memory. What the program tells when it maps and unmaps it
      (EVENT_POOLS_MAPPED, EVENT_LARGE_ALLOC) is not among them. */
   void (*regions)(const Runtime* rt,
                   void (*each)(Addr lo, Addr hi, RegionKind kind, void* opaque), void* opaque);

   /* Are the regions others than when `regions` was asked last? Quick. NULL when events
      tell. */
   Bool (*regions_moved)(const Runtime* rt);

   /* How the mapping of EVENT_POOLS_MAPPED will be used: bytes of one pool, 0 when it holds
      none, and to which power of two the first is aligned. Arguments are those of the
      entered function. NULL where there are no pools. */
   SizeT (*pool_bytes)(const Runtime* rt, const UWord* args, SizeT* align);

   /* The running domain: the address of its state. 0 when the thread has no lock. */
   Addr (*domain)(const Runtime* rt);

   /* How many domains run. NULL where there is one. */
   UWord (*domains)(const Runtime* rt);

   /* The part that holds blocks of the minor heap around `a`; of the running domain's when
      `a` is 0. False before there is one. On entry of EVENT_MINOR_PROMOTED it may be empty. */
   Bool (*minor_live)(const Runtime* rt, Addr a, Addr* lo, Addr* hi);

   /* The first header of the region; `region_hi` when there is none. Static data may hold
      words that are no block (caml_startup's tables do): a walk stops at a header that
      cannot be one. */
   Addr (*first_header)(const Runtime* rt, Addr region_lo, Addr region_hi, RegionKind kind);

   /* Bytes from one header of the region to the next when all are alike (a pool); 0 when
      blocks lie without gaps. NULL: always 0. */
   SizeT (*slot_bytes)(const Runtime* rt, Addr region_lo, RegionKind kind);

   /* Is the major block with header `hd` at `hp` free memory, or certainly dead
      and about to be swept? */
   Bool (*header_free)(const Runtime* rt, Addr hp, UWord hd);

   /* Address of the variable in which allocation in the minor heap stands, 0 before
      there is one. */
   Addr (*allocation_pointer)(const Runtime* rt);

   /* Has OCaml code called the C function that returns to `ret`, and was entered with
      stack pointer `sp`, by way of the runtime, as it calls all that may allocate?
      (Else directly: [@@noalloc].) */
   Bool (*called_through)(const Runtime* rt, Addr ret, Addr sp);

   /* Does the OCaml code at `ret` take what a C function returns to it for a value? False
      when it makes an integer of it ([@untagged]). */
   Bool (*result_is_value)(const Runtime* rt, Addr ret);

   /* Has the C function that returns to the OCaml code at `ret` arguments on the stack, as far as that
      code shows? */
   Bool (*stack_arguments)(const Runtime* rt, Addr ret);

   /* Where OCaml code of the running thread has last called the runtime, or C by way of it. False
      before it has, and in bytecode. */
   Bool (*stack)(const Runtime* rt, OCamlStack* s);

   /* The following four are NULL in a native program.

      How many values lie at `first`, in memory that the GC scans, when a C function that
      OCaml code calls with these two words takes its arguments there (more than five of
      them); else 0. */
   UWord (*argument_array)(const Runtime* rt, UWord first, UWord second);

   /* The interpreter's stack of the thread that has the lock. */
   void (*bytecode_stack)(const Runtime* rt, BytecodeStack* stack);

   /* The OCaml functions that the interpreter is in: their return addresses in bytecode, the
      innermost first, at most `max`, up to where C called back: by the function of the runtime
      whose frame is [lo,hi). The stack is then what lies behind them. Returns how many. */
   UInt (*bytecode_frames)(const Runtime* rt, BytecodeStack* stack, Addr lo, Addr hi, Addr* pcs, UInt max);

   /* Calls `each` for the innermost words of the running thread's stack that OCaml functions
      hold as values; `ret` is where the function goes on. */
   void (*bytecode_values)(const Runtime* rt, void (*each)(UWord word, Addr ret, void*), void* opaque);

   /* Head of the list of local roots of the running thread, 0 when there is none
      or it cannot be seen. */
   Addr (*local_roots)(const Runtime* rt);

   /* Where the stack will be when an exception has been raised now, by the running thread. */
   Addr (*handler)(const Runtime* rt);

   /* The function that frees runs of dead blocks, as a variable of the program
      tells it; 0 before the program has set it. NULL where there is none. */
   Addr (*free_run)(const Runtime* rt);

   /* Is `ip` in the runtime's assembly, which goes from one stack to another? NULL when all
      code runs on one stack. */
   Bool (*changes_stacks)(const Runtime* rt, Addr ip);

   /* Is `ip` where the runtime's assembly has started a stack for OCaml code? */
   Bool (*starts_stack)(const Runtime* rt, Addr ip);

   /* Where OCaml code goes on when that stack ends; `sp` is the stack pointer there. While C
      calls back from such a stack, only the function of the runtime that does so knows: its
      frame is [lo,hi). False when it cannot be told. */
   Bool (*parent_stack)(const Runtime* rt, Addr sp, Addr lo, Addr hi, OCamlStack* s);

   /* If the assembly has called C there, by the return address behind `ip` and with arguments copied to
      the stack pointer `sp`: where the OCaml code goes on for which it did. False elsewhere. */
   Bool (*calling_stack)(const Runtime* rt, Addr ip, Addr sp, OCamlStack* s);
};

/* Reads the symbols of the object at `path`, loaded with `bias`. True when the
   object holds an OCaml runtime that can be checked (SC_(the_runtime) is set and
   the runtime's text is classed). False otherwise, with `*why` NULL when there is
   no OCaml in it at all, else one line: what is wrong, what to do (the caller
   frees it). */
Bool SC_(runtime_recognise)(const ElfFile* f, const HChar* path, PtrdiffT bias, HChar** why);

/* The same for an object that is loaded later: True when it holds OCaml's own C library for
   threads (bytecode has it in a DLL), whose functions are the runtime's from now on. */
Bool SC_(runtime_extend)(const ElfFile* f, PtrdiffT bias);

/* NULL until one is recognised. */
const Runtime* SC_(the_runtime)(void);

/* Address of a variable or function of the runtime by name, 0 when it is not
   there. Slow: remember the result. */
Addr SC_(runtime_symbol)(const HChar* name);

/* The runtime function that begins at `a`, or NULL. Hash look-up. */
const RuntimeFunction* SC_(runtime_entry)(Addr a);

/* The runtime function that holds `a`, or NULL. */
const RuntimeFunction* SC_(runtime_function)(Addr a);

/* The functions in order of address, for who adds to what is known of them. */
Word             SC_(runtime_functions)(void);
RuntimeFunction* SC_(runtime_nth_function)(Word i);

/* Called by a runtime family to put its event on the function `name`; nothing
   happens when the program has no such function. */
void SC_(runtime_on)(const HChar* name, RuntimeEvent event);

/* The program has ended: it has no threads any more, whose registers could be read. */
void SC_(runtime_ends)(void);
Bool SC_(runtime_ended)(void);

/* Where the thread-local variable caml_state lies, from the thread pointer; 0 when there is
   none, or it is not one of the executable. */
PtrdiffT SC_(runtime_tls_state)(void);

/* Looks again at what only the running program knows: puts EVENT_FREE_RUN on the
   function that frees, a static one that stripped programs do not name. To be
   called when OCaml code starts, and after a change of Gc's allocation policy. */
void SC_(runtime_refresh)(void);

/* The families. Each looks at the symbols and fills `*rt`; returns False with
   `*why` set when the runtime is of that family but cannot be checked; leaves
   `*why` NULL when it is not of that family. */
Bool SC_(ocaml4_recognise)(Runtime* rt, HChar** why);
Bool SC_(ocaml5_recognise)(Runtime* rt, HChar** why);

/* For ocaml4.c and ocaml5.c: what bytecode does otherwise than native code. */
void SC_(bytecode4_operations)(Runtime* rt);

/* Offsets in the domain state. */
typedef struct {
   Word current_stack, trap_sp_off, external_raise;
} Bytecode5;
void SC_(bytecode5_operations)(Runtime* rt, const Bytecode5* offsets);

#endif
