/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Phrases that several kinds of findings share: the C block, its owners, who
   released it first, and who is not to blame. */
#include "report/describe_parts.h"

#include "base/text.h"
#include "heap/gc.h"
#include "process/lineage.h"
#include "report/stack.h"
#include "runtime/runtime.h" // SC_(the_runtime)

/* More owners than this are counted, not shown. */
#define OWNERS_SHOWN 8

const HeapWords* SC_(heap_words)(void)
{
   static const HeapWords ocaml = {
      "OCaml block", "OCaml blocks", "OCaml memory", "OCaml word", "Gc.compact",
      " (struct custom_operations, finalize)", "caml_stat_strdup, malloc and memcpy"
   };
   static const HeapWords described = {
      "block", "blocks of the heap", "memory", "word", "the compaction", "", "malloc and memcpy"
   };
   return SC_(the_runtime)() ? &ocaml : &described;
}

HChar* SC_(phrase_when)(Stamp s)
{
   return SC_(format)("in process %s%s", SC_(lineage_process)(s.process)->path,
                      SC_(forked_since)(s) ? ", before the fork" : "");
}

static const HChar* born_verb(Family f)
{
   switch (f) {
   case FAMILY_MALLOC:    return "malloc'ed";
   case FAMILY_NEW:       return "made by operator new";
   case FAMILY_NEW_ARRAY: return "made by operator new[]";
   case FAMILY_STAT:      return "made by caml_stat_alloc";
   case FAMILY_RUNTIME:   return "malloc'ed by the OCaml runtime";
   case FAMILY_MAP:       return "mapped";
   default:               return "made";
   }
}

void SC_(describe_cblock)(Document* d, const CBlock* c)
{
   SC_(document_part)(d, PART_ORIGIN, c->born_where, "Block 0x%lx of %lu bytes, %s in process %s",
                      c->addr, c->bytes, born_verb((Family)c->family),
                      SC_(lineage_process)(c->born.process)->path);
}

/*--- Owners ---*/

UInt SC_(owners_of)(const CBlock* c, const Owner** owners, UInt max)
{
   UInt n = 0;
   for (const Owner* o = c->owners; o; o = o->next_in_cblock)
      n++;
   const UInt skip = n > max ? n - max : 0; /* keep the oldest */
   const UInt shown = n - skip;
   UInt i = 0;
   for (const Owner* o = c->owners; o; o = o->next_in_cblock, i++)
      if (i >= skip)
         owners[shown - 1 - (i - skip)] = o; /* the list is newest first */
   return shown;
}

HChar SC_(owner_letter)(const CBlock* c, const OwnerBlock* block)
{
   const Owner* owners[OWNERS_SHOWN];
   const UInt n = SC_(owners_of)(c, owners, OWNERS_SHOWN);
   for (UInt i = 0; i < n; i++)
      if (block && owners[i]->block == block)
         return (HChar)('A' + i);
   return 0;
}

HChar* SC_(phrase_owner)(const CBlock* c, const OwnerBlock* block)
{
   const HChar letter = SC_(owner_letter)(c, block);
   if (letter)
      return SC_(format)("%c", letter);
   return block ? SC_(owner_block_name)(block) : SC_(format)("a block that no stub made");
}

static HChar* phrase_state(const Owner* o)
{
   switch (o->state) {
   case OWNER_CLEARED: return SC_(format)(", no longer (the pointer was overwritten)");
   case OWNER_DIED:    return SC_(format)(", dead");
   default:            return SC_(format)("%s", "");
   }
}

static void describe_owner(Document* d, HChar letter, const Owner* o, Bool culprit)
{
   HChar* site = o->where ? SC_(describe_site)(o->where) : NULL;
   HChar* name = o->block ? SC_(owner_block_name)(o->block) : SC_(format)("a copy of the block");
   HChar* state = phrase_state(o);
   SC_(document_part)(d, PART_OWNER, NULL, "Owner %c: %s, made by %s%s%s", letter, name,
                      site ? site : "a copy that was not seen (unmarshalling, or byte by byte)", state,
                      !culprit ? "" : o->block && o->block->ops && o->block->ops->bigarray
                      ? "   <- the cause: the GC frees it too" : "   <- the cause: a second owner");
   VG_(free)(state);
   VG_(free)(name);
   VG_(free)(site);
}

void SC_(describe_owners)(Document* d, const CBlock* c, const Owner* culprit)
{
   const Owner* owners[OWNERS_SHOWN];
   const UInt n = SC_(owners_of)(c, owners, OWNERS_SHOWN);
   for (UInt i = 0; i < n; i++)
      describe_owner(d, (HChar)('A' + i), owners[i], owners[i] == culprit);
}

/*--- The first release ---*/

void SC_(note_finaliser)(Document* d, const Release* r)
{
   if (!r->finaliser)
      return;
   HChar* name = r->finalised ? SC_(owner_block_name)(r->finalised) : NULL;
   const HChar* identifier = r->finalised && r->finalised->ops && !r->finalised->ops->bigarray
                             ? r->finalised->ops->identifier : NULL;
   if (identifier)
      SC_(document_note)(d, r->where, r->finaliser, "finaliser of \"%s\"", identifier);
   else
      SC_(document_note)(d, r->where, r->finaliser, "finaliser%s%s", name ? " of a " : "",
                         name ? name : "");
   VG_(free)(name);
}

void SC_(describe_first_release)(Document* d, const CBlock* c)
{
   const Release* r = c->release;
   HChar* when = SC_(phrase_when)(r->when);
   if (r->finaliser) {
      HChar* owner = SC_(phrase_owner)(c, r->finalised);
      SC_(document_part)(d, PART_CAUSE, r->where, "First freed %s, by the finaliser of %s",
                         when, owner);
      VG_(free)(owner);
   } else {
      HChar* stub = SC_(stub_of)(r->where);
      SC_(document_part)(d, PART_CAUSE, r->where, "First freed %s, by %s", when, stub);
      VG_(free)(stub);
   }
   SC_(note_finaliser)(d, r);
   VG_(free)(when);
}

void SC_(describe_process)(Document* d)
{
   const UInt self = SC_(lineage_self)();
   if (self == 0)
      return;
   const Process* me = SC_(lineage_process)(self);
   SC_(document_part)(d, PART_PROCESS, me->fork_where,
                      "This is process %s, forked by process %s at its event %u", me->path,
                      SC_(lineage_process)(self - 1)->path, me->fork.event);
}

/*--- Who is not to blame ---*/

void SC_(describe_innocent_fork)(Document* d, Stamp cause, const HChar* cause_words)
{
   if (SC_(forked_since)(cause))
      SC_(document_part)(d, PART_INNOCENT, NULL,
                         "Not fork: %s precedes it, and the page is private to each process.",
                         cause_words);
   else if (SC_(any_fork)())
      SC_(document_part)(d, PART_INNOCENT, NULL,
                         "Not fork: %s and this happened in one process, and its memory is "
                         "private to it.", cause_words);
}

void SC_(describe_innocent_compaction)(Document* d, Stamp cause, ExeContext* where,
                                       const HChar* owner_name)
{
   if (where && SC_(stack_through)(where, "caml_gc_compaction"))
      SC_(document_part)(d, PART_INNOCENT, NULL,
                         "Not Gc.compact: it only chose the moment at which %s died.", owner_name);
   else if (SC_(gc_compaction_between)(cause, SC_(now)()))
      SC_(document_part)(d, PART_INNOCENT, NULL,
                         "Not %s: it ran in between, but it moves %s only, never C memory.",
                         SC_(heap_words)()->compaction,
                         SC_(heap_words)()->blocks);
}

ExeContext* SC_(one_frame)(Addr ip)
{
   return ip ? VG_(make_ExeContext_from_StackTrace)(&ip, 1) : NULL;
}
