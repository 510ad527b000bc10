/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which frames of a stack people see. */
#include "report/fold.h"

#include "base/text.h"
#include "pub_tool_libcfile.h"   // VG_(basename)
#include "runtime/symbol_name.h" // SC_(primitive_name)

static Frame* nth(XArray* frames, Word i)
{
   return VG_(indexXA)(frames, i);
}

static Bool one_of(const HChar* name, const HChar* const* names)
{
   for (; *names; names++) {
      const SizeT n = VG_(strlen)(*names);
      if ((*names)[n - 1] == '*' ? VG_(strncmp)(name, *names, n - 1) == 0
                                 : VG_(strcmp)(name, *names) == 0)
         return True;
   }
   return False;
}

/* What stands between two languages, or below the program's first function: it
   was called by nobody's wish, so it names no line. */
static Bool is_glue(const Frame* f)
{
   static const HChar* const names[] = {
      "main", "(below main)", "_start", "__libc_start*", "start_thread", "clone",
      "clone3", "caml_main", "caml_startup*", "caml_start_program", "caml_program",
      "init_atom_table", "caml_thread_start", "caml_c_call*", "caml_callback*",
      "caml_apply*", "caml_interprete", "caml_curry*", "caml_tuplify*", "caml_send*", NULL
   };
   return f->link || (f->fn && !f->stub && one_of(f->fn, names));
}

/* Runtime and libc are folded; OCaml code, stubs and the tool's frames are not. */
static Bool is_folded(const Frame* f)
{
   return f->lang == LANG_RUNTIME || (f->lang == LANG_C && !f->stub);
}

static Bool is_top_level(const Frame* f)
{
   if (f->lang == LANG_OCAML && f->line && VG_(strstr)(f->name, "(top level)"))
      return True; /* of bytecode */
   const SizeT n = f->fn ? VG_(strlen)(f->fn) : 0;
   return n > 6 && VG_(strcmp)(f->fn + n - 5, "entry") == 0 && VG_(strchr)("_.$", f->fn[n - 6]);
}

HChar* SC_(plain_frame)(const Frame* f)
{
   if (f->lang == LANG_TOOL)
      return SC_(format)("%s (stubcheck)", f->name);
   if (f->file && f->line)
      return SC_(format)("%s (%s:%u)", f->name, VG_(basename)(f->file), f->line);
   if (f->obj)
      return SC_(format)("%s (in %s)", f->name, VG_(basename)(f->obj));
   return SC_(format)("%s", f->name);
}

/* The frame of the run [from,to) that names it: the outermost, that is what the
   caller asked for. Seen from OCaml a primitive with a name of its own is
   preferred. NULL when there is only glue. */
static Frame* naming_frame(XArray* frames, Word from, Word to, Bool from_ocaml)
{
   Frame* named = NULL;
   Frame* any = NULL;
   for (Word i = from; i < to; i++) {
      Frame* f = nth(frames, i);
      if (is_glue(f))
         continue;
      if (f->fn || !any)
         any = f;
      if (f->lang == LANG_RUNTIME && f->fn && SC_(primitive_name)(f->fn))
         named = f;
   }
   return from_ocaml && named ? named : any;
}

static HChar* text_of_run(const Frame* f, const Frame* ocaml_caller)
{
   const HChar* name = f->fn ? f->name : "the OCaml runtime";
   if (!ocaml_caller && f->lang == LANG_RUNTIME)
      return SC_(format)("%s", f->fn ? f->fn : name);
   if (!ocaml_caller) /* libc's own lines say nothing */
      return SC_(format)("%s (in %s)", name, f->obj ? VG_(basename)(f->obj) : "?");
   if (!ocaml_caller->line)
      return SC_(format)("%s", name);
   return SC_(format)("%s (%s:%u)", name, VG_(basename)(ocaml_caller->file), ocaml_caller->line);
}

/* Shows the run [from,to) as one line. The location is that of the OCaml caller,
   so its own frame would say nothing more when it is a module's top level.
   Returns the next frame to look at. */
static Word fold_run(XArray* frames, Word from, Word to)
{
   const Word n = VG_(sizeXA)(frames);
   const Frame* caller = to < n ? nth(frames, to) : NULL;
   const Bool from_ocaml = caller && caller->lang == LANG_OCAML;
   Frame* f = naming_frame(frames, from, to, from_ocaml);
   if (!f)
      return to;
   f->text = text_of_run(f, from_ocaml ? caller : NULL);
   return from_ocaml && caller->line && is_top_level(caller) ? to + 1 : to;
}

/* Bytecode without debug events is folded like the runtime when OCaml code called it, be it
   of the same kind: one line stands for all of that. */
static void fold_nameless(XArray* frames)
{
   for (Word i = 0; i + 1 < VG_(sizeXA)(frames); i++) {
      Frame* f = nth(frames, i);
      if (f->lang == LANG_OCAML && f->fn && VG_(strcmp)(f->fn, "caml_interprete") == 0
          && nth(frames, i + 1)->lang == LANG_OCAML)
         f->lang = LANG_RUNTIME;
   }
}

/* As many calls of one function in a row are told in two lines. */
#define RECURSION 4

static Bool same_name(const Frame* f, const Frame* g)
{
   return f->lang == g->lang && VG_(strcmp)(f->name, g->name) == 0;
}

/* The frames after the first of the run [from,to), which is `depth` shown calls. */
static void fold_repeats(XArray* frames, Word from, Word to, UInt depth)
{
   Frame* second = NULL;
   for (Word i = from + 1; i < to; i++) {
      Frame* f = nth(frames, i);
      if (!second && f->text)
         second = f;
      VG_(free)(f->text);
      f->text = NULL;
   }
   second->text = SC_(format)("... %u more calls of %s", depth - 1, second->name);
}

static void fold_recursion(XArray* frames)
{
   const Word n = VG_(sizeXA)(frames);
   for (Word from = 0, to; from < n; from = to) {
      UInt depth = 0;
      for (to = from; to < n; to++) {
         const Frame* f = nth(frames, to);
         if (f->text && !same_name(f, nth(frames, from)))
            break;
         depth += f->text != NULL;
      }
      if (nth(frames, from)->text && depth >= RECURSION)
         fold_repeats(frames, from, to, depth);
      else
         to = from + 1;
   }
}

void SC_(fold_frames)(XArray* frames)
{
   const Word n = VG_(sizeXA)(frames);
   Word i = 0;
   Bool shown = False;
   fold_nameless(frames);
   while (i < n) {
      Word to = i;
      while (to < n && is_folded(nth(frames, to)))
         to++;
      if (to > i)
         i = fold_run(frames, i, to);
      else {
         nth(frames, i)->text = SC_(plain_frame)(nth(frames, i));
         i++;
      }
   }
   fold_recursion(frames);
   for (i = 0; i < n; i++)
      shown |= nth(frames, i)->text != NULL;
   if (!shown && n > 0)
      nth(frames, 0)->text = SC_(plain_frame)(nth(frames, 0));
}
