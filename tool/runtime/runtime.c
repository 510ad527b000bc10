/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The symbols of the object that holds the OCaml runtime, and what follows from
   them whatever the family: its text, its functions, its name look-up.

   Names live as long as the tool: copied out of the file, never freed once a
   runtime is recognised. */
#include "runtime/runtime.h"

#include "base/text.h"
#include "runtime/archive.h"
#include "runtime/code_class.h"
#include "runtime/symbol_name.h"

enum { TYPE_NOTYPE = 0, TYPE_FUNC = 2, TYPE_FILE = 4, TYPE_TLS = 6, TYPE_IFUNC = 10 };

typedef struct {
   const HChar* name;
   Addr         value; /* with bias, but for absolute symbols */
   Bool         local;
} Named;

/* A function in the hash table; `key` is its address. */
typedef struct Entry Entry;
struct Entry {
   Entry*          next;
   UWord           key;
   RuntimeFunction function;
};

static Runtime      the_runtime;
static Bool         recognised;
static XArray*      names;     /* of Named, sorted by name, global ones first */
static VgHashTable* entries;   /* of Entry, by address */
static XArray*      functions; /* of Entry*, sorted by address */
static PtrdiffT     tls_state; /* of caml_state from the thread pointer; 0: not there */

/* What is gathered in one pass over the symbols. */
typedef struct {
   PtrdiffT     bias;
   Addr         text_lo, text_hi;
   const HChar* file;     /* of the local symbols to come */
   XArray*      code;     /* of CodeSymbol */
   Bool         tls_state; /* 5.x: caml_state is there, at this offset in the file's block */
   Addr         tls_value;
} Gathered;

static Int by_name(const void* a, const void* b)
{
   const Named *x = a, *y = b;
   const Int order = VG_(strcmp)(x->name, y->name);
   return order ? order : (Int)x->local - (Int)y->local;
}

/* At one address the global name, being the known one, comes first. */
static Int by_address(const void* a, const void* b)
{
   const CodeSymbol *x = a, *y = b;
   if (x->addr != y->addr)
      return x->addr < y->addr ? -1 : 1;
   if (x->local != y->local)
      return (Int)x->local - (Int)y->local;
   return VG_(strcmp)(x->name, y->name);
}

static Int entry_by_address(const void* a, const void* b)
{
   const Addr x = (*(Entry* const*)a)->key, y = (*(Entry* const*)b)->key;
   return x < y ? -1 : x > y;
}

/* Nobody asks for OCaml's functions, of which an executable of 60 MB has 100,000. What matters is that OCaml code lies
   there: a module's code lies between two such symbols. */
static Bool is_between_borders(const HChar* name)
{
   const SizeT n = VG_(strlen)(name);
   return !SC_(text_ends)(name, n, "code_begin") && !SC_(text_ends)(name, n, "code_end");
}

static void gather(const ElfSymbol* s, void* opaque)
{
   Gathered* g = opaque;
   if (s->type == TYPE_FILE) {
      g->file = s->name;
      return;
   }
   if (s->type == TYPE_TLS) {
      if (VG_(strcmp)(s->name, "caml_state") == 0) {
         g->tls_state = True;
         g->tls_value = s->value;
      }
      return;
   }
   const Bool ocaml = SC_(is_ocaml_symbol)(s->name);
   if (ocaml && is_between_borders(s->name))
      return;
   Named n = { s->name, s->absolute ? s->value : s->value + (Addr)g->bias, s->bind == 0 };
   if (!ocaml) {
      n.name = VG_(strdup)("sc.runtime.name", s->name);
      VG_(addToXA)(names, &n);
   }
   const Bool code = s->type == TYPE_NOTYPE || s->type == TYPE_FUNC || s->type == TYPE_IFUNC;
   if (code && !s->absolute && n.value >= g->text_lo && n.value < g->text_hi) {
      const CodeSymbol c = { n.value, s->size, n.name, n.local ? g->file : "", n.local,
                             s->bind == 2, ocaml };
      VG_(addToXA)(g->code, &c);
   }
}

static void gather_all(const ElfFile* f, PtrdiffT bias, Gathered* g)
{
   VG_(memset)(g, 0, sizeof *g);
   g->bias = bias;
   g->file = "";
   if (SC_(elf_section)(f, ".text", &g->text_lo, &g->text_hi)) {
      g->text_lo += (Addr)bias;
      g->text_hi += (Addr)bias;
   }
   g->code = VG_(newXA)(VG_(malloc), "sc.runtime.code", VG_(free), sizeof(CodeSymbol));
   names = VG_(newXA)(VG_(malloc), "sc.runtime.names", VG_(free), sizeof(Named));
   SC_(elf_symbols)(f, gather, g);
   VG_(setCmpFnXA)(g->code, by_address);
   VG_(sortXA)(g->code);
   VG_(setCmpFnXA)(names, by_name);
   VG_(sortXA)(names);
}

static void forget_names(void)
{
   for (Word i = 0; i < VG_(sizeXA)(names); i++)
      VG_(free)(CONST_CAST(HChar*, ((Named*)VG_(indexXA)(names, i))->name));
   VG_(deleteXA)(names);
   names = NULL;
}

/* The first symbol of that name, or NULL. */
static const Named* find_name(const HChar* name)
{
   Word lo = 0, hi = names ? VG_(sizeXA)(names) : 0;
   const Word n = hi;
   while (lo < hi) {
      const Word mid = (lo + hi) / 2;
      const Named* m = VG_(indexXA)(names, mid);
      if (VG_(strcmp)(m->name, name) < 0)
         lo = mid + 1;
      else
         hi = mid;
   }
   if (lo == n)
      return NULL;
   const Named* found = VG_(indexXA)(names, lo);
   return VG_(strcmp)(found->name, name) == 0 ? found : NULL;
}

Addr SC_(runtime_symbol)(const HChar* name)
{
   const Named* n = find_name(name);
   return n ? n->value : 0;
}

/* ---- the functions ---- */

static Entry* add_function(Addr addr, SizeT size, const HChar* name)
{
   Entry* e = VG_(HT_lookup)(entries, addr);
   if (e) {
      if (e->function.size == 0)
         e->function.size = size;
      return e;
   }
   e = SC_(new)("sc.runtime.function", sizeof *e);
   e->key = addr;
   e->function.addr = addr;
   e->function.size = size;
   e->function.name = name;
   e->function.event = EVENT_OTHER_ENTRY;
   VG_(HT_add_node)(entries, e);
   VG_(addToXA)(functions, &e);
   return e;
}

static void trust(Addr lo, Addr hi)
{
   SC_(code_class_set)(lo, hi, CODE_RUNTIME);
}

/* Takes the functions in [lo,hi), which belong to a trusted archive. */
static void trust_archive(const Gathered* g, Addr lo, Addr hi)
{
   trust(lo, hi);
   for (Word i = 0; i < VG_(sizeXA)(g->code); i++) {
      const CodeSymbol* s = VG_(indexXA)(g->code, i);
      if (s->addr < lo || s->addr >= hi)
         continue;
      if (is_between_borders(s->name))
         add_function(s->addr, s->size, s->name);
   }
}

/* `caml_ba_hash.cold` lies apart from caml_ba_hash, at the start of .text: trusted
   when the function is. */
static void trust_cold_parts(const Gathered* g)
{
   for (Word i = 0; i < VG_(sizeXA)(g->code); i++) {
      const CodeSymbol* s = VG_(indexXA)(g->code, i);
      const HChar* cold = s->ocaml ? NULL : VG_(strstr)(s->name, ".cold");
      if (cold == NULL || s->size == 0)
         continue;
      HChar* whole = VG_(strdup)("sc.runtime.cold", s->name);
      whole[cold - s->name] = '\0';
      const Addr a = SC_(runtime_symbol)(whole);
      if (a && SC_(runtime_entry)(a)) {
         trust(s->addr, s->addr + s->size);
         add_function(s->addr, s->size, s->name);
      }
      VG_(free)(whole);
   }
}

/* The runtime's main is laid out apart, with start-up code. A main of the user's own
   (-output-obj) is trusted too: it has no values to lose before caml_main. */
static void trust_main(const Gathered* g)
{
   for (Word i = 0; i < VG_(sizeXA)(g->code); i++) {
      const CodeSymbol* s = VG_(indexXA)(g->code, i);
      if (VG_(strcmp)(s->name, "main") == 0 && !s->local && s->size > 0) {
         trust(s->addr, s->addr + s->size);
         add_function(s->addr, s->size, s->name);
      }
   }
}

const RuntimeFunction* SC_(runtime_entry)(Addr a)
{
   const Entry* e = entries ? VG_(HT_lookup)(entries, a) : NULL;
   return e ? &e->function : NULL;
}

const RuntimeFunction* SC_(runtime_function)(Addr a)
{
   Word lo = 0, hi = functions ? VG_(sizeXA)(functions) : 0;
   const Word n = hi;
   while (lo < hi) { /* the first that begins above `a` */
      const Word mid = (lo + hi) / 2;
      if ((*(Entry**)VG_(indexXA)(functions, mid))->key > a)
         hi = mid;
      else
         lo = mid + 1;
   }
   if (lo == 0)
      return NULL;
   const RuntimeFunction* f = &(*(Entry**)VG_(indexXA)(functions, lo - 1))->function;
   if (f->size)
      return a < f->addr + f->size ? f : NULL;
   /* Assembly without sizes: up to the next function, or the end of the text. */
   const Addr end = lo < n ? (*(Entry**)VG_(indexXA)(functions, lo))->key : the_runtime.text_hi;
   return a < end && SC_(code_class)(a) == CODE_RUNTIME ? f : NULL;
}

Word SC_(runtime_functions)(void)
{
   return functions ? VG_(sizeXA)(functions) : 0;
}

RuntimeFunction* SC_(runtime_nth_function)(Word i)
{
   return &(*(Entry**)VG_(indexXA)(functions, i))->function;
}

void SC_(runtime_on)(const HChar* name, RuntimeEvent event)
{
   Entry* e = VG_(HT_lookup)(entries, SC_(runtime_symbol)(name));
   if (e)
      e->function.event = event;
}

void SC_(runtime_refresh)(void)
{
   static Addr last;
   const Addr a = recognised && the_runtime.free_run ? the_runtime.free_run(&the_runtime) : 0;
   if (a == 0 || a == last || SC_(code_class)(a) != CODE_RUNTIME)
      return;
   last = a;
   Entry* e = add_function(a, 0, "merge_block");
   e->function.event = EVENT_FREE_RUN;
   VG_(sortXA)(functions);
}

/* ---- recognition ---- */

/* The function that runs bytecode; 0 in a native program. */
static Addr interpreter(void)
{
   const Addr a = SC_(runtime_symbol)("caml_interprete"); /* up to 5.1 */
   return a ? a : SC_(runtime_symbol)("caml_bytecode_interpreter");
}

/* One line on why the object cannot be checked, or NULL with `*is_ocaml` telling
   whether there is any OCaml in it. */
static HChar* objection(const ElfFile* f, const HChar* path, const Gathered* g, Bool* is_ocaml)
{
   *is_ocaml = True;
   if ((g->tls_state || find_name("Caml_state")) && (find_name("caml_start_program") || interpreter()))
      return NULL;
   if (find_name("caml_startup__code_begin") || find_name("caml_program"))
      return SC_(format)("%s is an OCaml program without the symbols of its runtime: link it "
                         "with OCaml's own runtime and do not strip more than `strip` does",
                         path);
   if (VG_(sizeXA)(names) == 0 && SC_(elf_is_static)(f))
      return SC_(format)("%s is a static executable without symbols, so nothing in it can be "
                         "told apart: do not strip it", path);
   *is_ocaml = False;
   return NULL;
}

/* The code of the interpreter stands for the OCaml code that it runs. */
static void find_interpreter(const Gathered* g)
{
   const Addr a = interpreter();
   const Entry* e = a ? VG_(HT_lookup)(entries, a) : NULL;
   if (e == NULL || e->function.size == 0)
      return;
   the_runtime.interpreter = a;
   SC_(code_class_set)(a, a + e->function.size, CODE_OCAML);
}

/* Finds and trusts the archives. False when libasmrun, or libcamlrun, is not there. */
static Bool find_text(const ElfFile* f, const Gathered* g)
{
   const Bool all = SC_(elf_has_symtab)(f);
   Addr lo, hi;
   if (!SC_(archive_find)(ARCHIVE_RUNTIME, g->code, all, g->text_lo, g->text_hi, &lo, &hi))
      return False;
   the_runtime.text_lo = lo;
   the_runtime.text_hi = hi;
   the_runtime.all_symbols = all;
   entries = VG_(HT_construct)("sc.runtime.entries");
   functions = VG_(newXA)(VG_(malloc), "sc.runtime.functions", VG_(free), sizeof(Entry*));
   VG_(setCmpFnXA)(functions, entry_by_address);
   if (SC_(elf_is_static)(f)) /* libc comes after the last archive of OCaml */
      SC_(code_class_set)(hi, g->text_hi, CODE_NEUTRAL);
   trust_archive(g, lo, hi);
   if (SC_(archive_find)(ARCHIVE_SYSTHREADS, g->code, all, g->text_lo, g->text_hi, &lo, &hi))
      trust_archive(g, lo, hi);
   VG_(sortXA)(functions);
   trust_cold_parts(g);
   trust_main(g);
   VG_(sortXA)(functions);
   find_interpreter(g);
   return True;
}

static void forget_functions(void)
{
   if (entries == NULL)
      return;
   VG_(HT_destruct)(entries, VG_(free));
   VG_(deleteXA)(functions);
   entries = NULL;
   functions = NULL;
}

static Bool ended;

void SC_(runtime_ends)(void)
{
   ended = True;
}

Bool SC_(runtime_ended)(void)
{
   return ended;
}

PtrdiffT SC_(runtime_tls_state)(void)
{
   return tls_state;
}

static Bool recognise_family(const ElfFile* f, const Gathered* g, HChar** why)
{
   tls_state = g->tls_state ? SC_(elf_tls_offset)(f, g->tls_value) : 0;
   return g->tls_state ? SC_(ocaml5_recognise)(&the_runtime, why) : SC_(ocaml4_recognise)(&the_runtime, why);
}

Bool SC_(runtime_recognise)(const ElfFile* f, const HChar* path, PtrdiffT bias, HChar** why)
{
   Gathered g;
   Bool is_ocaml;
   *why = NULL;
   if (recognised)
      return False;
   VG_(memset)(&the_runtime, 0, sizeof the_runtime);
   gather_all(f, bias, &g);
   *why = objection(f, path, &g, &is_ocaml);
   if (is_ocaml && *why == NULL) {
      if (!find_text(f, &g))
         *why = SC_(format)("%s has too few symbols of OCaml's runtime to find its code", path);
      else
         recognised = recognise_family(f, &g, why);
      if (!recognised && *why == NULL)
         *why = SC_(format)("%s carries an OCaml runtime that is not known: 4.13, 4.14, 5.1 and 5.3 are", path);
   }
   VG_(deleteXA)(g.code);
   if (!recognised) {
      forget_functions();
      forget_names();
   }
   return recognised;
}

/* The functions keep their names; look-up by name is of the runtime's object. */
Bool SC_(runtime_extend)(const ElfFile* f, PtrdiffT bias)
{
   XArray* of_runtime = names;
   Gathered g;
   Addr lo, hi;
   if (!recognised)
      return False;
   gather_all(f, bias, &g);
   const Bool found = SC_(archive_find)(ARCHIVE_SYSTHREADS, g.code, SC_(elf_has_symtab)(f),
                                        g.text_lo, g.text_hi, &lo, &hi);
   if (found) {
      trust_archive(&g, lo, hi);
      VG_(sortXA)(functions);
      VG_(deleteXA)(names);
   } else
      forget_names();
   names = of_runtime;
   VG_(deleteXA)(g.code);
   return found;
}

const Runtime* SC_(the_runtime)(void)
{
   return recognised ? &the_runtime : NULL;
}
