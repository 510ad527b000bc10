/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A finding in words and stacks. */
#include "report/document.h"

#include "base/text.h"
#include "process/lineage.h"
#include "report/identity.h"

static HChar* formatted(const HChar* format, va_list args)
{
   Text t = TEXT_EMPTY;
   SC_(text_vprintf)(&t, format, args);
   return SC_(text_take)(&t);
}

static XArray* array_of(SizeT element)
{
   return VG_(newXA)(VG_(malloc), "sc.document", VG_(free), element);
}

/* The key ends the words so far with "|" and `words`; the hash follows it. */
static void extend_key(Document* d, const HChar* words)
{
   HChar* key = d->key ? SC_(format)("%s|%s", d->key, words) : SC_(format)("%s", words);
   VG_(free)(d->key);
   d->key = key;
   SC_(identity_hash)(key, d->hash);
}

Document* SC_(document_new)(Kind kind, Certainty certainty, ThreadId tid, ExeContext* where)
{
   Document* d = SC_(new)("sc.document", sizeof *d);
   d->kind = kind;
   d->certainty = certainty;
   d->tid = tid;
   d->when = SC_(now)();
   d->where = where;
   d->what = SC_(format)("%s", SC_(kind_info)(kind)->rule);
   d->parts = array_of(sizeof(Part));
   d->notes = array_of(sizeof(FrameNote));
   extend_key(d, SC_(kind_info)(kind)->name);
   return d;
}

static void free_texts(const NamedTexts* named)
{
   for (UInt i = 0; i < NAMED_MAX; i++)
      VG_(free)(named->texts[i]);
}

void SC_(document_delete)(Document* d)
{
   for (Word i = 0; i < VG_(sizeXA)(d->parts); i++) {
      const Part* p = VG_(indexXA)(d->parts, i);
      VG_(free)(p->text);
      free_texts(&p->named);
   }
   for (Word i = 0; i < VG_(sizeXA)(d->notes); i++)
      VG_(free)(((FrameNote*)VG_(indexXA)(d->notes, i))->text);
   VG_(deleteXA)(d->parts);
   VG_(deleteXA)(d->notes);
   free_texts(&d->what_named);
   VG_(free)(d->what);
   VG_(free)(d->key);
   VG_(free)(d->places);
   VG_(free)(d);
}

void SC_(document_what)(Document* d, const HChar* format, ...)
{
   va_list args;
   VG_(free)(d->what);
   va_start(args, format);
   d->what = formatted(format, args);
   va_end(args);
}

/* The index behind the parts of that role. */
static Word behind_role(const Document* d, PartRole role)
{
   Word i = VG_(sizeXA)(d->parts);
   while (i > 0 && ((Part*)VG_(indexXA)(d->parts, i - 1))->role > role)
      i--;
   return i;
}

void SC_(document_part)(Document* d, PartRole role, ExeContext* where,
                        const HChar* format, ...)
{
   va_list args;
   Part p = { role, NULL, { { NULL } }, where };
   va_start(args, format);
   p.text = formatted(format, args);
   va_end(args);
   VG_(insertIndexXA)(d->parts, behind_role(d, role), &p);
}

static void add_text(NamedTexts* named, HChar* text)
{
   UInt i = 0;
   while (i < NAMED_MAX - 1 && named->texts[i])
      i++;
   VG_(free)(named->texts[i]);
   named->texts[i] = text;
}

void SC_(document_what_named)(Document* d, const HChar* format, ...)
{
   va_list args;
   va_start(args, format);
   add_text(&d->what_named, formatted(format, args));
   va_end(args);
}

void SC_(document_part_named)(Document* d, PartRole role, const HChar* format, ...)
{
   va_list args;
   Word i = behind_role(d, role);
   if (i == 0 || ((Part*)VG_(indexXA)(d->parts, i - 1))->role != role) {
      const Part p = { role, NULL, { { NULL } }, NULL };
      VG_(insertIndexXA)(d->parts, i++, &p);
   }
   va_start(args, format);
   add_text(&((Part*)VG_(indexXA)(d->parts, i - 1))->named, formatted(format, args));
   va_end(args);
}

void SC_(document_places)(Document* d, const WordPlaces* places)
{
   d->places = SC_(new)("sc.document", sizeof *d->places);
   *d->places = *places;
}

/* Two releases on one stack have one note. */
static Bool has_note(const Document* d, const FrameNote* note)
{
   for (Word i = 0; i < VG_(sizeXA)(d->notes); i++) {
      const FrameNote* n = VG_(indexXA)(d->notes, i);
      if (n->where == note->where && n->fn == note->fn && VG_(strcmp)(n->text, note->text) == 0)
         return True;
   }
   return False;
}

void SC_(document_note)(Document* d, ExeContext* where, Addr fn,
                        const HChar* format, ...)
{
   va_list args;
   FrameNote n = { where, fn, NULL };
   va_start(args, format);
   n.text = formatted(format, args);
   va_end(args);
   if (has_note(d, &n))
      VG_(free)(n.text);
   else
      VG_(addToXA)(d->notes, &n);
}

void SC_(document_site)(Document* d, const HChar* label, ExeContext* where)
{
   HChar* site = where ? SC_(identity_of_site)(where) : SC_(format)("?");
   HChar* words = SC_(format)("%s@%s", label, site);
   extend_key(d, words);
   VG_(free)(words);
   VG_(free)(site);
}

void SC_(document_identity)(Document* d, const HChar* words)
{
   extend_key(d, words);
}
