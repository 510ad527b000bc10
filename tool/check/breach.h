/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Breaches of the rules that are seen at one moment: a call, a store, a GC point, a
   registration. Each check is given facts and returns a breach or nothing. */
#ifndef SC_BREACH_H
#define SC_BREACH_H

#include "base/base.h"
#include "check/kind.h"
#include "heap/cblock.h"
#include "heap/global_root.h"
#include "provenance/new_block.h"
#include "runtime/runtime.h"

typedef enum {
   FAULT_NONE,
   FAULT_FIELD_UNWRITTEN,     /* SC104: field n of the new block */
   FAULT_PAYLOAD_UNWRITTEN,   /* a custom block with a finaliser, at a raise */
   FAULT_ROOT_GARBAGE,        /* SC105: the root at addr holds word */
   FAULT_GLOBAL_GARBAGE,      /* the same of a global root */
   FAULT_WORD_STORED,         /* SC106: word, in field n of the new block */
   FAULT_WORD_PASSED,         /* argument n of f */
   FAULT_WORD_RETURNED,
   FAULT_DIRECT_STORE,        /* SC107: word at addr */
   FAULT_DIRECT_IMMEDIATE,    /* at addr, where word was */
   FAULT_INITIALIZE_LIVE,     /* caml_initialize where a value is */
   FAULT_MODIFY_NO_BLOCK,     /* caml_modify outside OCaml's memory */
   FAULT_MODIFY_PAYLOAD,      /* caml_modify in a payload */
   FAULT_ROOT_ASSIGNED,       /* a generational root */
   FAULT_BEYOND_BLOCK,        /* SC108: addr is behind the new block */
   FAULT_BEYOND_UNSEEN,       /* the header behind the new block has been overwritten */
   FAULT_OUTSIDE_BLOCK,       /* addr, reached from the block word of n words */
   FAULT_MODIFY_HEADER,       /* caml_modify at addr, of a header */
   FAULT_BEYOND_C_BLOCK,      /* addr is behind the live cblock */
   FAULT_ALLOC_SIZE,          /* argument 1 of f */
   FAULT_ALLOC_TAG,           /* argument 2 of f */
   FAULT_OTHER_KIND,          /* SC109: word, argument 1 of f */
   FAULT_REAL_IN_VALUES,      /* a double is accessed at addr, in the block at word of n words */
   FAULT_OPERATIONS_LOST,     /* word is stored over the operations of the custom block at addr */
   FAULT_IMMEDIATE_USED,      /* memory at addr, reached from the immediate word (0: unknown): argument
                                 n of stub, or field n of block.block, or what the runtime returned */
   FAULT_PAYLOAD_USED,        /* memory at addr, reached from word, which is word n of block.block: characters, or a double */
   FAULT_NO_STRING,           /* a string of C is read at addr, argument n of reader (0: which is not known) */
   FAULT_ROOT_IN_RELEASED,    /* SC202: root */
   FAULT_ROOT_ON_DEAD_STACK,
   FAULT_ROOT_IN_HEAP,
   FAULT_REMOVED_BY_OTHER,    /* SC203: root, removed by f */
   FAULT_REMOVED_UNKNOWN,     /* addr, removed by f */
   FAULT_ROOTS_TWICE,         /* local roots at addr, which f makes roots again */
   FAULT_ROOTS_LEFT,          /* SC204: n roots of origin */
   FAULT_ROOTS_LOST,          /* n roots of origin, one of them in cblock */
   FAULT_RELEASED_USED,       /* SC303: cblock at addr */
   FAULT_OPERATION_CALLS,     /* SC306: f, in the operation of a custom block */
   FAULT_NOALLOC_CALLS,       /* SC401: f */
   FAULT_CALL_UNLOCKED,       /* SC403: f */
   FAULT_RELEASED_TWICE,
   FAULT_ACQUIRED_TWICE,
   FAULT_UNKNOWN_THREAD,
   FAULT_RETURN_UNLOCKED,
   FAULT_CALL_SHUT_DOWN,      /* f, after caml_shutdown */
   FAULT_CALL_FORKED,         /* f, in a process that was forked at origin while several domains ran */
   FAULT_RETURN_FORKED,
   FAULT_COUNT
} Fault;

/* What a word that should be a value is. */
typedef enum {
   WORD_VALUE,     /* an immediate, or the address of an OCaml block, in the heap or not */
   WORD_NULL,
   WORD_NAKED,     /* an address of C memory: 4.x lets it pass */
   WORD_RELEASED,  /* an address of a C block that was released */
   WORD_EXCEPTION, /* an encoded result of caml_callback_exn */
   WORD_CODE,      /* an address of OCaml's code: it lies in closures only */
   WORD_ARGUMENTS, /* in bytecode: an address in the interpreter's stack, where many arguments lie */
   WORD_REAL,      /* a double of the block of them that C has looked into last, as if it had fields */
   WORD_CHARACTERS, /* the same of a string, and no value for certain: bytes may hold immediates */
   WORD_GARBAGE
} WordKind;

/* The operation of a custom block that a stub has been called as. */
typedef enum {
   OPERATION_NONE, OPERATION_FINALIZE, OPERATION_COMPARE, OPERATION_HASH, OPERATION_SERIALIZE, OPERATION_DESERIALIZE
} Operation;

/* How OCaml code shows that it has taken a result for a value. */
typedef enum {
   EVIDENCE_NONE,
   EVIDENCE_VARIABLE, /* kept over a call, in the function that goes on at addr */
   EVIDENCE_FIELD,    /* in the field at addr, n of its block */
   EVIDENCE_ARGUMENT  /* argument n of f */
} Evidence;

typedef struct {
   Fault       fault;
   Certainty   certainty;
   const RuntimeFunction* f;  /* that is called, or NULL */
   const HChar* reader;       /* of a string: its name */
   Addr        stub;          /* entry of the stub, or 0 */
   Operation   operation;
   Addr        addr;
   UWord       word;
   WordKind    word_kind;
   Evidence    evidence;      /* of FAULT_WORD_RETURNED */
   ExeContext* evident;       /* where that was seen, or NULL */
   Bool        written;       /* of an access */
   Bool        leaving;       /* of a root: an exception leaves its frame now */
   UWord       n;             /* number of a field, from 0, or of an argument, from 1 */
   NewBlock    block;         /* of faults of the new block */
   const GlobalRoot* root;
   const CBlock* cblock;
   ExeContext* origin;        /* where what matters now began, or NULL */
} Breach;

Kind SC_(breach_kind)(const Breach* b);

/* A runtime function is called by C. */
typedef struct {
   const RuntimeFunction* f;
   UWord       args[6];
   Addr        stub;      /* the innermost, or 0 */
   Operation   operation; /* that it is */
   Bool        noalloc;   /* OCaml has called it directly */
   Bool        unlocked;  /* the runtime lock has been given away */
   Bool        unknown_thread; /* C has made the thread, and the runtime does not know it */
   Fault       runtime_gone;  /* why nobody may call it any more, or FAULT_NONE */
} Call;

/* Does it change the lists of global roots? */
Bool SC_(changes_roots)(const RuntimeFunction* f);

/* SC401, SC306, SC403, and what is wrong with the arguments by themselves: SC108, SC109, SC203. */
Bool SC_(check_call)(const Call* c, Breach* b);

WordKind SC_(word_kind)(UWord w);
/* C has read or written a field of the block as an integer. 0, 0: a GC point, blocks move. */
void SC_(word_block_looked_at)(Addr block, UWord header);
/* A number that is no usual one: if it is odd it may still be a double. */
static inline Bool SC_(is_large)(UWord w) { return w + (1UL << 53) >= 1UL << 54; }
/* Of a word in a root. 4.x lets addresses of code lie there. */
WordKind SC_(root_word_kind)(UWord w);
/* Is it wrong to give OCaml such a word? On 4.x NULL and addresses of C memory pass, unless
   `portable` code is asked for, that runs on 5.x too. A NULL in a local root passes always
   (roots.c). */
Bool SC_(is_no_value)(WordKind k);
void SC_(words_portable)(Bool portable);
/* Of a finding about it: what this version lets pass is latent. */
Certainty SC_(word_certainty)(WordKind k);

/* SC104, SC106, SC108: the new block at a GC point. `raising`: the stub is left by an
   exception, and the block is dead. `reached`: is the block in a root, or given away? (One
   that nobody keeps may stay as it is.) */
Bool SC_(check_new_block)(Bool raising, Bool (*reached)(Addr block), Breach* b);

/* SC107, SC108, of a store of `value`, the address of a block, to `addr`. */
Bool SC_(check_store)(Addr addr, UWord value, Breach* b);
/* The same of an immediate, where `old` was. */
Bool SC_(check_overwrite)(Addr addr, UWord old, Breach* b);
/* The same of caml_initialize or caml_modify. */
Bool SC_(check_initialize)(Addr addr, Breach* b);
Bool SC_(check_modify)(Addr addr, Bool (*on_stack)(Addr), Breach* b);

typedef struct {
   Addr  addr;
   Addr  base;    /* from which it was reached, as C has got it from OCaml */
   UWord bytes;
   Bool  written;
   Bool  real;    /* as a double */
   enum {
      DISTANCE_FIXED,
      DISTANCE_SCALED, /* and a multiple of a size: an index */
      DISTANCE_BYTES   /* and any number: an index, or the difference of two addresses */
   } distance;
} Access;

/* It is unknown when `base` is inside a block. */
typedef enum { ACCESS_RIGHT, ACCESS_WRONG, ACCESS_UNKNOWN } AccessVerdict;

/* Fills `*b` for an access that is wrong, through the address of a block with
   that header. Returns ACCESS_WRONG. */
AccessVerdict SC_(access_breach)(Fault fault, const Access* a, UWord header, Breach* b);
/* SC108: does it leave its block? `may_look` says whether the heap may be walked for it. When
   it is right, `*s` is set to memory for which there is no need to ask again before the next
   GC point. */
AccessVerdict SC_(check_bounds)(const Access* a, Bool (*may_look)(void), Span* s, Breach* b);
/* The same of an address that was computed from the block `base`, which had that header, by code that
   went before: told if it is where the next block's header lies. */
AccessVerdict SC_(check_moved)(const Access* a, UWord header, Bool (*may_look)(void), Span* s, Breach* b);
/* SC109: may doubles be there? It is inside its block. */
AccessVerdict SC_(check_real)(const Access* a, Bool (*may_look)(void), Span* s, Breach* b);
/* SC109: `word` is stored at `addr`, in the heap, behind what looks like the header of a custom
   block. */
Bool SC_(check_operations)(Addr addr, UWord word, Breach* b);

/* SC109: `addr` is read as a string of C. */
Bool SC_(check_string)(Addr addr, Bool (*may_look)(void), Breach* b);

/* SC105, SC202: a global root that is looked at at a GC point. `sp` is where the stack of the
   thread that runs ends, 0 when it is on a stack of the program's making. */
Bool SC_(check_global_root)(GlobalRoot* r, UInt tid, Addr sp, Breach* b);
/* SC105, SC202: at its registration. */
Bool SC_(check_new_root)(const GlobalRoot* r, Breach* b);
/* SC203: the word at `slot` is removed. */
Bool SC_(check_removal)(Addr slot, Bool generational, Breach* b);

#endif
