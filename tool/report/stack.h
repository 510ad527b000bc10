/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stacks that cross C, the runtime and OCaml, as lines for people.

   Frames inside the runtime are folded: `free <- fin <- bf_merge_block <-
   sweep_slice <- caml_finish_major_cycle <- caml_gc_full_major <- camlScen__entry`
   is shown as `free`, `fin (stubs.c:24)`, `Gc.full_major (scen.ml:34)`: the
   primitive that OCaml code called, at its call site. */
#ifndef SC_STACK_H
#define SC_STACK_H

#include "base/base.h"
#include "report/document.h"

typedef enum { LANG_C, LANG_OCAML /* also functions told by a request */, LANG_RUNTIME,
               LANG_TOOL } Lang;

typedef struct {
   Addr   ip;    /* of the call, not of the return: as an ExeContext has it */
   HChar* fn;    /* raw symbol, or NULL */
   HChar* name;  /* for people */
   HChar* file;  /* or NULL */
   UInt   line;  /* 0: unknown */
   HChar* obj;   /* path of the ELF object, or NULL */
   Lang   lang;
   Bool   stub;  /* the program's own C code or that of a library it brings, not libc */
   Bool   link;  /* on the way from one object to another: an entry of a procedure linkage table */
   HChar* text;  /* the line of a report, or NULL when the frame is folded away */
} Frame;

/* The frames of `where`, innermost first, with the notes of `d` (may be NULL)
   on them. The caller frees with SC_(frames_delete). */
XArray* SC_(frames_of)(const ExeContext* where, const Document* d); /* of Frame */
void    SC_(frames_delete)(XArray* frames);

/* The frame to blame: the first of a stub, else the innermost; NULL when there
   is none at all. */
const Frame* SC_(blamed_frame)(const XArray* frames);

/* "st_make (stubs.c:27)" or "st_make (in /lib/x.so)" for one address; the caller
   frees it. For a return address give address - 1. */
HChar* SC_(describe_code)(Addr ip);
/* Just the name: "st_make", "Scen.child", "0x1234" when there is none. */
HChar* SC_(name_of_code)(Addr ip);

/* "st_make (stubs.c:27), scen.ml:44": the stub that OCaml called and the OCaml
   call site behind it. The caller frees it. */
HChar* SC_(describe_site)(const ExeContext* where);

/* The name of the stub to blame: the one that OCaml or the runtime called; of the
   innermost frame when there is none. The caller frees it. */
HChar* SC_(stub_of)(const ExeContext* where);

/* Does the stack run through the runtime function `name`? */
Bool SC_(stack_through)(const ExeContext* where, const HChar* name);

#endif
