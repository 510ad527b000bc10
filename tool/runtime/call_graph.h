/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which functions of a piece of machine code reach one of a few goals by direct
   calls and jumps, and by which way. Knows amd64's calls, nothing of OCaml.

   The code is not disassembled: a byte that looks like a call or a jump counts
   when its target is the start of a function, or lies right behind its frame pointer
   prologue, which chance hits once in millions of bytes. A function in which no byte looks like a return, nor a jump out of it,
   never returns. */
#ifndef SC_CALL_GRAPH_H
#define SC_CALL_GRAPH_H

#include "base/base.h"

typedef enum {
   CALL_PLAIN = 0,
   CALL_GOAL,   /* what is looked for */
   CALL_ENDS    /* never returns to its caller, so who calls it does not reach what it
                   reaches, but for callers that never return either */
} CallKind;

typedef struct {
   Addr     lo, hi;  /* its code; hi 0 when added: up to the next function */
   CallKind kind;    /* CALL_ENDS also when found to be so */
   UInt     rank;    /* of a goal */
   void*    data;    /* the user's; NULL for functions that only a call shows */
   /* After solving: */
   Bool     reaches; /* a goal, by itself or by what it calls */
   Word     next;    /* the function to call first on a shortest way, -1: none */
   UInt     marks;   /* of SC_(call_graph_mark) */
} CallNode;

typedef struct CallGraph CallGraph;

CallGraph* SC_(call_graph_new)(void);
void       SC_(call_graph_delete)(CallGraph* g);

/* One function; each address at most once. Of goals equally far the one of lowest
   rank is preferred. */
void SC_(call_graph_add)(CallGraph* g, Addr lo, Addr hi, CallKind kind, void* data);
void SC_(call_graph_add_goal)(CallGraph* g, Addr lo, Addr hi, UInt rank, void* data);

/* Adds functions without a name: the aligned targets in [lo,hi) of calls out of
   that range, and of jumps out of the functions added so far, that none of these holds. */
void SC_(call_graph_add_nameless)(CallGraph* g, Addr lo, Addr hi);

/* Scans the code, which must be mapped in the client (what is not readable calls
   nothing), and finds the ways. Once, after all is added. */
void SC_(call_graph_solve)(CallGraph* g);

/* After solving: puts `mark`, one bit, on each function that reaches one of those for which
   `is_goal` holds, themselves included, by calls that `counts` lets count. */
void SC_(call_graph_mark)(CallGraph* g, UInt mark, Bool (*is_goal)(const CallNode* n),
                          Bool (*counts)(const CallNode* caller, const CallNode* callee));

/* Does the code of `n` name the variable at `a`, by its distance? */
Bool SC_(call_graph_names)(const CallNode* n, Addr a);

/* In order of address. Valid until the graph changes. */
Word            SC_(call_graph_size)(const CallGraph* g);
const CallNode* SC_(call_graph_nth)(const CallGraph* g, Word i);

#endif
