/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Phrases that several kinds of findings share. */
#ifndef SC_DESCRIBE_PARTS_H
#define SC_DESCRIBE_PARTS_H

#include "base/base.h"
#include "heap/cblock.h"
#include "heap/owner.h"
#include "report/document.h"

/* Parts: the C block and its birth; its owners in the order in which they came to
   own it, `culprit` marked; who released it first. */
void SC_(describe_cblock)(Document* d, const CBlock* c);
void SC_(describe_owners)(Document* d, const CBlock* c, const Owner* culprit);
void SC_(describe_first_release)(Document* d, const CBlock* c);

/* The place `ip` as a stack of one frame; NULL for 0. */
ExeContext* SC_(one_frame)(Addr ip);

/* Part: by which fork this process came to be; nothing in the first one. */
void SC_(describe_process)(Document* d);

/* Annotates the frame of the finaliser on the stack of the release. */
void SC_(note_finaliser)(Document* d, const Release* r);

/* The owners of `c`, oldest first, at most `max`. Returns how many. */
UInt SC_(owners_of)(const CBlock* c, const Owner** owners, UInt max);

/* 'A' for the first owner ..., 0 when `block` is none of those shown. */
HChar SC_(owner_letter)(const CBlock* c, const OwnerBlock* block);

/* "A", or what the block is when it has no letter. The caller frees it. */
HChar* SC_(phrase_owner)(const CBlock* c, const OwnerBlock* block);

/* "in process 1, before the fork". The caller frees it. */
HChar* SC_(phrase_when)(Stamp s);

/* "Not fork", "Not Gc.compact": only what the events prove. `cause` is what made
   the failure inevitable ("the first free"); `where` its stack, `owner_name` the
   block that died there. */
void SC_(describe_innocent_fork)(Document* d, Stamp cause, const HChar* cause_words);
void SC_(describe_innocent_compaction)(Document* d, Stamp cause, ExeContext* where,
                                       const HChar* owner_name);

/* How the heap is spoken of: OCaml's, or that of a program without OCaml, which
   describes its own. */
typedef struct {
   const HChar* block;      /* "OCaml block" */
   const HChar* blocks;
   const HChar* memory;     /* "OCaml memory" */
   const HChar* word;       /* "OCaml word" */
   const HChar* compaction; /* "Gc.compact" */
   const HChar* finaliser;  /* " (struct custom_operations, finalize)" */
   const HChar* copy;       /* "caml_stat_strdup, malloc and memcpy" */
} HeapWords;

const HeapWords* SC_(heap_words)(void);

#endif
