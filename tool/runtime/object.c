/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ELF objects mapped in the client. Valgrind keeps the list; each object is
   looked at once, when code of no known class is about to run.

   An object has been looked at when the first byte of its text has a class;
   unmapping takes the class away. So there is no list of ours to keep in step. */
#include "runtime/object.h"

#include "base/range_map.h"
#include "base/text.h"
#include "pub_tool_clientstate.h" // VG_(args_the_exename)
#include "pub_tool_debuginfo.h"   // VG_(next_DebugInfo)
#include "pub_tool_libcfile.h"    // VG_(basename)
#include "runtime/api.h"
#include "runtime/bytecode_events.h"
#include "runtime/elf.h"
#include "runtime/may_gc.h"
#include "runtime/runtime.h"
#include "runtime/string_reader.h"
#include "runtime/unwind_table.h"

static HChar*  main_path;     /* NULL until known */
static HChar*  main_build_id;
static XArray* notes;         /* of const HChar*; made when first asked for */
static Bool    described;     /* an object was compiled with include/stubcheck.h */
static HChar*  objection;     /* why the first OCaml object met cannot be checked */

static Bool begins_with_one_of(const HChar* name, const HChar* const* prefixes)
{
   for (; *prefixes; prefixes++)
      if (VG_(strncmp)(name, *prefixes, VG_(strlen)(*prefixes)) == 0)
         return True;
   return False;
}

/* C libraries in which nothing about OCaml values can go wrong by itself: tags
   pass through them, stubs' calls of them are no transitions. */
static CodeClass class_of_name(const HChar* name)
{
   static const HChar* const neutral[] = {
      "libc.so", "libm.so", "libmvec.so", "libpthread.so", "libdl.so", "librt.so", "libgcc_s.so",
      "libstdc++.so", NULL
   };
   static const HChar* const link[] = { "ld-linux", "vgpreload_", "linux-vdso", NULL };
   return begins_with_one_of(name, neutral) ? CODE_NEUTRAL
        : begins_with_one_of(name, link) ? CODE_LINK : CODE_STUB;
}

Bool SC_(near_code)(Addr a, Addr b)
{
   enum { REACH = 4096 };
   return (a > b ? a - b : b - a) < REACH;
}

Bool SC_(is_neutral_file)(const HChar* path)
{
   return class_of_name(VG_(basename)(path)) != CODE_STUB;
}

static CodeClass class_of_object(const DebugInfo* di)
{
   const HChar* soname = VG_(DebugInfo_get_soname)(di);
   const CodeClass c = soname ? class_of_name(soname) : CODE_STUB;
   return c != CODE_STUB ? c : class_of_name(VG_(basename)(VG_(DebugInfo_get_filename)(di)));
}

/* ---- classes of an object's code ---- */

typedef struct {
   PtrdiffT  bias;
   CodeClass text;  /* of .text */
   CodeClass other; /* of other sections of code */
} Classing;

static void class_section(const HChar* section, Addr lo, Addr hi, void* opaque)
{
   const Classing* c = opaque;
   const Bool is_text = VG_(strcmp)(section, ".text") == 0;
   SC_(code_class_set)(lo + (Addr)c->bias, hi + (Addr)c->bias, is_text ? c->text : c->other);
}

static void class_plt(const HChar* section, Addr lo, Addr hi, void* opaque)
{
   const Classing* c = opaque;
   if (VG_(strncmp)(section, ".plt", 4) == 0 || VG_(strcmp)(section, ".iplt") == 0)
      SC_(code_class_set)(lo + (Addr)c->bias, hi + (Addr)c->bias, CODE_LINK);
}

/* A symbol ...code_begin or ...code_end of a compilation unit. */
typedef struct {
   Addr addr;
   Bool begin;
} Mark;

static Int mark_order(const void* a, const void* b)
{
   const Mark *x = a, *y = b;
   if (x->addr != y->addr)
      return x->addr < y->addr ? -1 : 1;
   return (Int)x->begin - (Int)y->begin; /* one unit ends where the next begins */
}

/* Both separators, `__` and `.`. Not caml_system__code_begin: that is the
   runtime's assembly. */
static void collect_mark(const ElfSymbol* s, void* opaque)
{
   if (VG_(strncmp)(s->name, "caml", 4) != 0 || VG_(strncmp)(s->name, "caml_system", 11) == 0)
      return;
   const SizeT n = VG_(strlen)(s->name);
   const Bool begin = SC_(text_ends)(s->name, n, "__code_begin") || SC_(text_ends)(s->name, n, ".code_begin");
   const Bool end = SC_(text_ends)(s->name, n, "__code_end") || SC_(text_ends)(s->name, n, ".code_end");
   if (begin || end) {
      const Mark m = { s->value, begin };
      VG_(addToXA)((XArray*)opaque, &m);
   }
}

/* Units do not nest: in order of address each begin meets its end. */
static void class_ocaml_code(const ElfFile* f, PtrdiffT bias)
{
   XArray* marks = VG_(newXA)(VG_(malloc), "sc.object.marks", VG_(free), sizeof(Mark));
   Addr begin = 0;
   SC_(elf_symbols)(f, collect_mark, marks);
   VG_(setCmpFnXA)(marks, mark_order);
   VG_(sortXA)(marks);
   for (Word i = 0; i < VG_(sizeXA)(marks); i++) {
      const Mark* m = VG_(indexXA)(marks, i);
      if (!m->begin && begin)
         SC_(code_class_set)(begin + (Addr)bias, m->addr + (Addr)bias, CODE_OCAML);
      begin = m->begin ? m->addr : 0;
   }
   VG_(deleteXA)(marks);
}

/* ---- the main executable ---- */

static void add_note(const HChar* note)
{
   XArray* all = CONST_CAST(XArray*, SC_(object_notes)());
   VG_(addToXA)(all, &note);
}

static void remember_main(const ElfFile* f, const HChar* path)
{
   main_path = VG_(strdup)("sc.object.path", path);
   main_build_id = SC_(elf_build_id)(f);
   const Runtime* rt = SC_(the_runtime)();
   const Bool bytecode = rt && rt->interpreter;
   if (!SC_(elf_has_symtab)(f) && bytecode)
      add_note(SC_(format)("%s is stripped: its static functions are shown by address, and nothing in it has lines",
                           path));
   else if (!SC_(elf_has_symtab)(f))
      add_note("only dynamic symbols: static functions of stubs and of the runtime are shown "
               "by address");
   if (SC_(elf_is_static)(f))
      add_note("a statically linked program: its malloc and free are not seen, so no release is "
               "checked; link it dynamically");
   if (!SC_(elf_has_dwarf)(f) && !(bytecode && !SC_(elf_has_symtab)(f)))
      add_note(SC_(format)("no debug information: no line numbers for %s", path));
   if (rt && rt->note)
      add_note(rt->note);
}

/*--- libraries that know nothing of OCaml ---*/

static RangeMap* libraries; /* text of shared objects that want no function of the runtime */

static void note_library(Addr lo, Addr hi)
{
   if (!libraries)
      libraries = SC_(range_map_new)("sc.object");
   SC_(range_map_set)(libraries, lo, hi, True);
}

Bool SC_(uses_values)(Addr a)
{
   return !libraries || !SC_(range_map_find)(libraries, a);
}

/* The order matters: each step refines the ones before. */
static void class_object(const ElfFile* f, const HChar* path, PtrdiffT bias, CodeClass c)
{
   /* In a static executable libc brings sections of its own. */
   Classing classing = { bias, c, SC_(elf_is_static)(f) ? CODE_NEUTRAL : c };
   SC_(elf_code)(f, class_section, &classing);
   if (c == CODE_STUB) {
      HChar* why;
      Addr lo, hi;
      class_ocaml_code(f, bias);
      SC_(string_readers_note)(f, bias);
      described |= SC_(elf_section)(f, ".note.stubcheck", &lo, &hi);
      const Bool recognised = SC_(runtime_recognise)(f, path, bias, &why);
      const Bool wants_runtime = SC_(elf_wants)(f, "caml_") || SC_(elf_wants)(f, "Caml_");
      if (!recognised && !wants_runtime && SC_(elf_section)(f, ".text", &lo, &hi))
         note_library(lo + (Addr)bias, hi + (Addr)bias);
      if (recognised || (wants_runtime && SC_(runtime_extend)(f, bias))) {
         SC_(may_gc_derive)();
         SC_(runtime_api_attach)();
      }
      if (recognised || (described && !why && !main_path))
         remember_main(f, path);
      else if (objection == NULL)
         objection = why;
      else
         VG_(free)(why);
   }
   if (c == CODE_NEUTRAL)
      SC_(unwind_table_note)(f, bias);
   SC_(elf_code)(f, class_plt, &classing);
}

/*--- build-ids ---*/

typedef struct {
   HChar* path;
   HChar* id;
} BuildId;

static XArray* build_ids; /* of BuildId */

static void remember_build_id(const ElfFile* f, const HChar* path)
{
   const BuildId b = { VG_(strdup)("sc.object.path", path), SC_(elf_build_id)(f) };
   if (!build_ids)
      build_ids = VG_(newXA)(VG_(malloc), "sc.object.build_ids", VG_(free), sizeof b);
   VG_(addToXA)(build_ids, &b);
}

/* A file that was loaded twice may have changed in between: the last one counts. */
const HChar* SC_(build_id_of)(const HChar* path)
{
   for (Word i = build_ids ? VG_(sizeXA)(build_ids) : 0; i > 0; i--) {
      const BuildId* b = VG_(indexXA)(build_ids, i - 1);
      if (VG_(strcmp)(b->path, path) == 0)
         return b->id;
   }
   return NULL;
}

/* The core reads its own symbols, too. */
static Bool is_the_tool(Addr text, SizeT size)
{
   return (Addr)&SC_(examine_program) - text < size;
}

static void look_at(const DebugInfo* di)
{
   const HChar* why;
   const HChar* path = VG_(DebugInfo_get_filename)(di);
   const Addr text = VG_(DebugInfo_get_text_avma)(di);
   const SizeT size = VG_(DebugInfo_get_text_size)(di);
   const CodeClass c = class_of_object(di);
   /* Also when the file cannot be read any more, as after an upgrade. */
   SC_(code_class_set)(text, text + size, c);
   ElfFile* f = is_the_tool(text, size) ? NULL : SC_(elf_open)(path, &why);
   if (f == NULL)
      return;
   class_object(f, path, VG_(DebugInfo_get_text_bias)(di), c);
   if (c == CODE_STUB)
      remember_build_id(f, path);
   SC_(elf_close)(f);
}

static void look_at_new_objects(void)
{
   for (const DebugInfo* di = VG_(next_DebugInfo)(NULL); di; di = VG_(next_DebugInfo)(di))
      if (VG_(DebugInfo_get_text_size)(di) > 0 && VG_(DebugInfo_get_filename)(di)
          && SC_(code_class)(VG_(DebugInfo_get_text_avma)(di)) == CODE_UNKNOWN)
         look_at(di);
}

CodeClass SC_(class_of_code)(Addr a)
{
   CodeClass c = SC_(code_class)(a);
   if (c == CODE_UNKNOWN) {
      look_at_new_objects();
      c = SC_(code_class)(a);
   }
   return c;
}

Bool SC_(is_ocaml_code)(Addr a)
{
   return SC_(class_of_code)(a) == CODE_OCAML || SC_(is_bytecode)(a);
}

void SC_(objects_changed)(Addr a, SizeT len)
{
   SC_(code_class_unset)(a, a + len);
   SC_(string_readers_forget)(a, a + len);
   SC_(unwind_tables_forget)(a, a + len);
   if (libraries)
      SC_(range_map_unset)(libraries, a, a + len);
}

const HChar* SC_(main_exe_path)(void)
{
   return main_path ? main_path : "";
}

const HChar* SC_(main_exe_build_id)(void)
{
   return main_build_id;
}

const XArray* SC_(object_notes)(void)
{
   if (notes == NULL)
      notes = VG_(newXA)(VG_(malloc), "sc.object.notes", VG_(free), sizeof(const HChar*));
   return notes;
}

const HChar* SC_(examine_program)(void)
{
   look_at_new_objects();
   if (SC_(the_runtime)() || (described && objection == NULL))
      return NULL;
   if (objection == NULL)
      objection = SC_(format)("no OCaml runtime in %s: stubcheck checks OCaml programs, native or bytecode",
                              VG_(args_the_exename));
   return objection;
}
