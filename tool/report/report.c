/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Findings, from here on the user's: shown once per identity, counted, traced.

   The core's own list of errors is not used: it compares stacks, we compare
   identities. The core still counts errors (for --error-exitcode), knows the
   suppressions and asks about --gen-suppressions. */
#include "report/report.h"

#include "base/core.h"
#include "base/text.h"
#include "process/lineage.h"
#include "pub_tool_errormgr.h" // VG_(unique_error)
#include "pub_tool_options.h"  // VG_(clo_xml)
#include "pub_tool_tooliface.h"
#include "report/identity.h"
#include "report/print.h"
#include "report/trace.h"

/* One identity that was found by this process or an ancestor. */
typedef struct Cause Cause;
struct Cause {
   Cause*  next; /* VgHashNode */
   UWord   hash; /* its key: of the identity's words */
   HChar   name[9];
   Bool    suppressed;
   UInt    here; /* times in this process */
   UInt    process; /* that found it first: index in the lineage */
};

static VgHashTable* causes;
static XArray*      counters;   /* of Named; `number` is filled at the end */
static XArray*      values;     /* of ULong*, beside the counters */
static VgHashTable* warned;     /* of VgHashNode, by hash of the text */
static UInt         inherited;  /* identities that ancestors had found */
static UInt         core_base;  /* errors that the core counted in ancestors */
static ULong        suppressed_here;
static Int          status = -1;

/*--- What the core asks about an error ---*/

static const Document* document_of(const Error* e)
{
   return VG_(get_error_extra)(e);
}

static Bool same(VgRes res, const Error* a, const Error* b)
{
   return document_of(a) == document_of(b);
}

static void nothing_before(const Error* e)
{
}

static void print(const Error* e)
{
   SC_(print_document)(document_of(e));
}

static UInt no_extra_to_copy(const Error* e)
{
   return 0;
}

static Bool is_our_suppression(const HChar* name, Supp* su)
{
   const Kind k = SC_(kind_by_name)(name);
   if (k != KIND_NONE)
      VG_(set_supp_kind)(su, (SuppKind)k);
   return k != KIND_NONE;
}

static Bool no_extra_lines(Int fd, HChar** buf, SizeT* n, Int* line, Supp* su)
{
   return True;
}

static Bool matches(const Error* e, const Supp* su)
{
   return (SuppKind)document_of(e)->kind == VG_(get_supp_kind)(su);
}

static const HChar* suppression_name(const Error* e)
{
   return SC_(kind_info)(document_of(e)->kind)->name;
}

/* The core wants a terminated string even of nothing. */
static SizeT no_suppression_info(const Error* e, HChar* buf, Int n)
{
   buf[0] = '\0';
   return 0;
}

static SizeT no_suppression_use(const Supp* su, HChar* buf, Int n)
{
   buf[0] = '\0';
   return 0;
}

static void suppression_used(const Error* e, const Supp* su)
{
}

void SC_(report_init)(void)
{
   VG_(needs_tool_errors)(same, nothing_before, print, True, no_extra_to_copy,
                          is_our_suppression, no_extra_lines, matches, suppression_name,
                          no_suppression_info, no_suppression_use, suppression_used);
   VG_(needs_xml_output)();
   causes = VG_(HT_construct)("sc.report");
   warned = VG_(HT_construct)("sc.report");
   counters = VG_(newXA)(VG_(malloc), "sc.report", VG_(free), sizeof(Named));
   values = VG_(newXA)(VG_(malloc), "sc.report", VG_(free), sizeof(ULong*));
}

/*--- Findings ---*/

/* Gives `d` to the core: counted, and shown when `show`. True when suppressed. */
static Bool hand_over(Document* d, Bool show)
{
   return VG_(unique_error)(d->tid, (ErrorKind)d->kind, 0, NULL, d, d->where, show, True, True);
}

static Cause* first_time(Document* d, UWord hash)
{
   Cause* c = SC_(new)("sc.report", sizeof *c);
   c->hash = hash;
   VG_(memcpy)(c->name, d->hash, sizeof c->name);
   c->process = SC_(lineage_self)();
   c->suppressed = hand_over(d, True);
   VG_(HT_add_node)(causes, c);
   return c;
}

/* An ancestor found it before the fork: this process's log may be a file of its
   own, so it is named; its XML must be whole. */
static void again(Document* d, const Cause* c)
{
   if (hand_over(d, VG_(clo_xml)) || VG_(clo_xml))
      return;
   VG_(umsg)("%s (%s): %s; first reported by process %s [%s %s]\n",
             SC_(kind_info)(d->kind)->name, SC_(certainty_name)(d->certainty), d->what,
             SC_(lineage_process)(c->process)->path, SC_(kind_info)(d->kind)->id, d->hash);
}

void SC_(report)(Document* d)
{
   const UWord hash = SC_(fnv1a)(d->key);
   Cause* c = VG_(HT_lookup)(causes, hash);
   const Bool known = c != NULL;
   if (!known)
      c = first_time(d, hash);
   else if (c->here == 0 && !c->suppressed)
      again(d, c);
   if (c->suppressed)
      suppressed_here++;
   else if (c->here++ == 0)
      SC_(trace_finding)(d);
   SC_(document_delete)(d);
}

UInt SC_(findings_here)(void)
{
   UInt n = 0;
   const Cause* c;
   VG_(HT_ResetIter)(causes);
   while ((c = VG_(HT_Next)(causes)) != NULL)
      n += c->here > 0;
   return n;
}

UInt SC_(findings_inherited)(void)
{
   return inherited;
}

/*--- Warnings and counters ---*/

void SC_(warn)(const HChar* format, ...)
{
   va_list args;
   Text t = TEXT_EMPTY;
   va_start(args, format);
   SC_(text_vprintf)(&t, format, args);
   va_end(args);
   const UWord hash = SC_(fnv1a)(SC_(text_chars)(&t));
   if (!VG_(HT_lookup)(warned, hash)) {
      VgHashNode* node = SC_(new)("sc.report", sizeof *node);
      node->key = hash;
      VG_(HT_add_node)(warned, node);
      VG_(umsg)("Warning: %s\n", SC_(text_chars)(&t));
      SC_(trace_warning)(SC_(event)(), SC_(text_chars)(&t));
   }
   SC_(text_free)(&t);
}

void SC_(report_counter)(const HChar* name, ULong* value)
{
   const Named n = { name, 0 };
   VG_(addToXA)(counters, &n);
   VG_(addToXA)(values, &value);
}

static void read_counters(void)
{
   if (suppressed_here > 0)
      SC_(report_counter)("suppressed", &suppressed_here);
   for (Word i = 0; i < VG_(sizeXA)(counters); i++)
      ((Named*)VG_(indexXA)(counters, i))->number = **(ULong**)VG_(indexXA)(values, i);
}

/*--- A new process, and the end of one ---*/

void SC_(report_fork_child)(void)
{
   Cause* c;
   VG_(HT_ResetIter)(causes);
   while ((c = VG_(HT_Next)(causes)) != NULL) {
      inherited += c->here > 0;
      c->here = 0;
   }
   for (Word i = 0; i < VG_(sizeXA)(values); i++)
      **(ULong**)VG_(indexXA)(values, i) = 0;
   suppressed_here = 0;
   core_base = VG_(get_n_errs_found)();
}

static XArray* findings_by_hash(void)
{
   XArray* list = VG_(newXA)(VG_(malloc), "sc.report", VG_(free), sizeof(Named));
   const Cause* c;
   VG_(HT_ResetIter)(causes);
   while ((c = VG_(HT_Next)(causes)) != NULL) {
      const Named n = { c->name, c->here };
      if (c->here > 0)
         VG_(addToXA)(list, &n);
   }
   return list;
}

static void summary(void)
{
   if (VG_(clo_verbosity) == 0 || VG_(clo_xml))
      return;
   Text t = TEXT_EMPTY;
   for (Word i = 0; i < VG_(sizeXA)(counters); i++) {
      const Named* n = VG_(indexXA)(counters, i);
      SC_(text_printf)(&t, "%s%s: %llu", i > 0 ? ", " : "", n->name, n->number);
   }
   VG_(umsg)("\n");
   const UInt here = SC_(findings_here)();
   VG_(umsg)("Process %s: %u finding%s (inherited: %u, suppressed: %llu). Checked: %s\n",
             SC_(my_path)(), here, here == 1 ? "" : "s", inherited, suppressed_here,
             SC_(text_chars)(&t));
   SC_(text_free)(&t);
}

void SC_(report_status)(Int exit_status)
{
   status = exit_status & 0xFF;
}

void SC_(report_fini)(void)
{
   const ExitFacts facts = { status, inherited, findings_by_hash(), counters };
   read_counters();
   SC_(trace_exit)(&facts);
   summary();
   VG_(deleteXA)(facts.findings);
   if (VG_(get_n_errs_found)() == core_base)
      VG_(clo_error_exitcode) = 0; /* what it counted were the ancestors' */
}
