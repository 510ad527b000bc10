/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A finding in words and stacks, ready for any printer: text, XML and trace all
   show the same document. Knows no rule and no model: describe_*.c fill it. */
#ifndef SC_DOCUMENT_H
#define SC_DOCUMENT_H

#include "base/base.h"
#include "check/kind.h"
#include "pub_tool_basics.h"     // ThreadId
#include "pub_tool_execontext.h" // ExeContext
#include "report/word_places.h"

/* The parts of a report, in the order in which they are shown. */
typedef enum {
   PART_ORIGIN,   /* where it came from */
   PART_OWNER,    /* who holds it */
   PART_CAUSE,    /* what made it invalid */
   PART_PROCESS,  /* the process tree */
   PART_INNOCENT, /* "Not fork: ...", "Not Gc.compact: ..." */
   PART_NATIVE,   /* "Natively: ..." */
   PART_FIX       /* "Fix: ..." */
} PartRole;

/* Other words for a text, for who can find out names of variables: the first are meant in
   which each of these can be replaced.
     {argument}   the name of the parameter (see Document.argument)
     {CAMLparam}  "CAMLparam2 (a, v)", for the values among the parameters of that stub
     {value}, {pointer}  the variable of that type that holds the word (see Document.places)
     {parameter}, {local}  the same as {value}, where it is one
     {function}   the function of that variable
     {its CAMLparam}  for the parameters of that function */
enum { NAMED_MAX = 3 };
typedef struct {
   HChar* texts[NAMED_MAX]; /* NULL behind the last; owned by the document */
} NamedTexts;

typedef struct {
   PartRole    role;
   HChar*      text;  /* owned by the document; NULL: nothing to say without names */
   NamedTexts  named;
   ExeContext* where; /* or NULL; its innermost frames may be annotated, see notes */
} Part;

/* Words that follow a frame: "finaliser of "fork.res"". `fn` is any address in
   the function meant; it is shown on that function's frame of that stack. */
typedef struct {
   ExeContext* where;
   Addr        fn;
   HChar*      text; /* owned by the document */
} FrameNote;

typedef struct {
   Kind        kind;
   Certainty   certainty;
   ThreadId    tid;
   Stamp       when;
   HChar*      what;  /* one line, without kind and id */
   NamedTexts  what_named;
   ExeContext* where; /* the stack of the act itself */
   XArray*     parts; /* of Part */
   XArray*     notes; /* of FrameNote */
   HChar*      key;   /* identity in words: kind, stub, symbol+line of the sites;
                         no address, pid or time (report/identity.h) */
   HChar       hash[9];
   Addr        stub;     /* 0, or: argument number `argument` (from 1) of this stub is meant */
   UInt        argument;
   WordPlaces* places;   /* NULL, or the word that is meant; owned by the document */
} Document;

Document* SC_(document_new)(Kind kind, Certainty certainty, ThreadId tid, ExeContext* where);
void      SC_(document_delete)(Document* d);

/* Sets the headline. */
void SC_(document_what)(Document* d, const HChar* format, ...) PRINTF_CHECK(2, 3);
/* Puts a part behind those of its role; `where` may be NULL. */
void SC_(document_part)(Document* d, PartRole role, ExeContext* where,
                        const HChar* format, ...) PRINTF_CHECK(4, 5);
/* More words for the headline, or for the part that was put last behind those of its role.
   Where there is no part of the role yet, one that is not shown without names. Names do not
   belong to the identity. */
void SC_(document_what_named)(Document* d, const HChar* format, ...) PRINTF_CHECK(2, 3);
void SC_(document_part_named)(Document* d, PartRole role, const HChar* format, ...) PRINTF_CHECK(3, 4);
void SC_(document_places)(Document* d, const WordPlaces* places);
void SC_(document_note)(Document* d, ExeContext* where, Addr fn,
                        const HChar* format, ...) PRINTF_CHECK(4, 5);

/* Adds a site to the identity: the first frame of `where` that is a stub's (or
   else the innermost), as "label@symbol:line". */
void SC_(document_site)(Document* d, const HChar* label, ExeContext* where);
/* Adds words to the identity (a custom identifier, a kind of release). */
void SC_(document_identity)(Document* d, const HChar* words);

#endif
