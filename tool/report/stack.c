/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stacks as frames: what Valgrind's debug information and our own knowledge of
   OCaml say about each address. fold.c chooses the lines that are shown. */
#include "report/stack.h"

#include "base/text.h"
#include "pub_tool_debuginfo.h"  // VG_(get_fnname) ...
#include "pub_tool_libcfile.h"   // VG_(basename)
#include "report/fold.h"
#include "report/inlined.h"
#include "runtime/bytecode_events.h"
#include "runtime/object.h"      // SC_(class_of_code)
#include "runtime/runtime.h"     // SC_(the_runtime)
#include "runtime/symbol_name.h" // SC_(ocaml_name) ...
#include "runtime/told_function.h"

static HChar* copy(const HChar* s)
{
   return VG_(strdup)("sc.stack", s);
}

static Lang lang_of(const Frame* f, CodeClass class)
{
   if (f->obj && VG_(strncmp)(VG_(basename)(f->obj), "vgpreload_", 10) == 0)
      return LANG_TOOL;
   if (f->fn && SC_(is_ocaml_symbol)(f->fn))
      return LANG_OCAML;
   if (class == CODE_RUNTIME)
      return LANG_RUNTIME;
   /* caml_call_gc, caml_apply2: made by ocamlopt, but nobody wrote them. */
   if (class == CODE_OCAML)
      return f->fn ? LANG_RUNTIME : LANG_OCAML;
   /* The stubs of OCaml's own libraries (unix_fork). */
   if (f->fn && SC_(primitive_name)(f->fn))
      return LANG_RUNTIME;
   return LANG_C;
}

static HChar* people_name(const Frame* f)
{
   if (!f->fn)
      return SC_(format)("0x%lX", f->ip);
   if (f->lang == LANG_OCAML)
      return SC_(ocaml_name)(f->fn);
   const HChar* primitive = f->lang == LANG_RUNTIME ? SC_(primitive_name)(f->fn) : NULL;
   return copy(primitive ? primitive : f->fn);
}

static Bool is_bytecode_program(void)
{
   const Runtime* rt = SC_(the_runtime)();
   return rt && rt->interpreter;
}

/* A place in bytecode, or in the interpreter, which says nothing of the OCaml program. */
static Frame bytecode_frame(Addr ip)
{
   Frame f;
   BytecodePlace place;
   VG_(memset)(&f, 0, sizeof f);
   f.ip = ip;
   f.lang = LANG_OCAML;
   if (!SC_(bytecode_place)(ip, &place)) {
      f.fn = copy("caml_interprete");
      f.name = copy("OCaml bytecode");
      return f;
   }
   f.fn = copy(place.name ? place.name : "?");
   f.file = copy(place.file);
   f.line = place.line;
   f.name = SC_(bytecode_name)(f.fn);
   return f;
}

/* Valgrind's strings live until the next question, so each is copied at once. */
/* A function that a client request told of has a name and nothing else. */
static Frame frame_at(DiEpoch ep, Addr ip)
{
   Frame f;
   const HChar* s;
   VG_(memset)(&f, 0, sizeof f);
   f.ip = ip;
   s = SC_(told_name)(ip);
   if (s) {
      f.fn = copy(s);
      f.name = copy(s);
      f.lang = LANG_OCAML;
      return f;
   }
   if (is_bytecode_program() && (SC_(is_bytecode)(ip) || SC_(class_of_code)(ip) == CODE_OCAML))
      return bytecode_frame(ip);
   if (VG_(get_fnname)(ep, ip, &s))
      f.fn = copy(s);
   if (VG_(get_filename_linenum)(ep, ip, &s, NULL, &f.line))
      f.file = copy(s);
   else
      f.line = 0;
   if (VG_(get_objname)(ep, ip, &s))
      f.obj = copy(s);
   const CodeClass class = SC_(class_of_code)(ip);
   f.lang = lang_of(&f, class);
   f.stub = f.lang == LANG_C && class != CODE_NEUTRAL && class != CODE_LINK;
   f.link = class == CODE_LINK && !f.fn;
   f.name = people_name(&f);
   return f;
}

static void frame_free(Frame* f)
{
   VG_(free)(f->fn);
   VG_(free)(f->name);
   VG_(free)(f->file);
   VG_(free)(f->obj);
   VG_(free)(f->text);
}

typedef struct {
   XArray* frames;
   DiEpoch ep;
   Addr    ip;
} Adding;

/* A function that was inlined at the address is a frame of its own. */
static void add_site(const Site* site, void* opaque)
{
   const Adding* a = opaque;
   Frame f = frame_at(a->ep, a->ip);
   if (site->fn) {
      VG_(free)(f.fn);
      VG_(free)(f.name);
      VG_(free)(f.file);
      f.fn = site->fn;
      f.name = people_name(&f);
      f.file = site->file;
      f.line = site->line;
   }
   VG_(addToXA)(a->frames, &f);
}

static void add_frame(UInt n, DiEpoch ep, Addr ip, void* frames)
{
   const Adding a = { frames, ep, ip };
   const Word before = VG_(sizeXA)(frames);
   SC_(inlined_at)(ep, ip, add_site, (void*)&a);
   if (VG_(sizeXA)(frames) == before) {
      const Frame f = frame_at(ep, ip);
      VG_(addToXA)(frames, &f);
   }
}

/* A frame of the function that holds the address `fn`? `wanted` describes `fn`. */
static Bool same_function(const Frame* f, const Frame* wanted)
{
   if (f->ip == wanted->ip)
      return True;
   if (!f->fn && !wanted->fn)
      return SC_(near_code)(f->ip, wanted->ip);
   return f->fn && wanted->fn && VG_(strcmp)(f->fn, wanted->fn) == 0
      && f->obj && wanted->obj && VG_(strcmp)(f->obj, wanted->obj) == 0;
}

/* A frame that has a note is shown, even one that would be folded away. */
static void put_note(XArray* frames, const FrameNote* note, DiEpoch ep)
{
   Frame wanted = frame_at(ep, note->fn);
   for (Word i = 0; i < VG_(sizeXA)(frames); i++) {
      Frame* f = VG_(indexXA)(frames, i);
      if (!same_function(f, &wanted))
         continue;
      HChar* line = f->text ? f->text : SC_(plain_frame)(f);
      f->text = SC_(format)("%s, %s", line, note->text);
      VG_(free)(line);
      break;
   }
   frame_free(&wanted);
}

XArray* SC_(frames_of)(const ExeContext* where, const Document* d)
{
   XArray* frames = VG_(newXA)(VG_(malloc), "sc.stack", VG_(free), sizeof(Frame));
   if (!where || where == VG_(null_ExeContext)())
      return frames;
   VG_(apply_ExeContext)(add_frame, frames, (ExeContext*)where);
   SC_(fold_frames)(frames);
   for (Word i = 0; d && i < VG_(sizeXA)(d->notes); i++) {
      const FrameNote* note = VG_(indexXA)(d->notes, i);
      if (note->where == where)
         put_note(frames, note, VG_(get_ExeContext_epoch)(where));
   }
   return frames;
}

void SC_(frames_delete)(XArray* frames)
{
   for (Word i = 0; i < VG_(sizeXA)(frames); i++)
      frame_free(VG_(indexXA)(frames, i));
   VG_(deleteXA)(frames);
}

/* Stub frames follow each other inwards from the primitive that OCaml (or the
   runtime) called: that one is to blame, whatever was inlined into it. In a program
   without OCaml, where no managed code was told of either, it is the innermost. */
const Frame* SC_(blamed_frame)(const XArray* frames)
{
   const Frame* first = NULL;
   const Frame* blamed = NULL;
   Bool called = SC_(the_runtime)() != NULL;
   for (Word i = 0; i < VG_(sizeXA)(frames); i++) {
      const Frame* f = VG_(indexXA)(frames, i);
      if (f->stub) {
         blamed = f;
         first = first ? first : f;
      } else if (blamed) {
         called |= f->lang != LANG_C;
         break;
      }
   }
   if (blamed)
      return called ? blamed : first;
   return VG_(sizeXA)(frames) > 0 ? VG_(indexXA)(frames, 0) : NULL;
}

HChar* SC_(describe_code)(Addr ip)
{
   Frame f = frame_at(VG_(current_DiEpoch)(), ip);
   HChar* text = SC_(plain_frame)(&f);
   frame_free(&f);
   return text;
}

HChar* SC_(name_of_code)(Addr ip)
{
   Frame f = frame_at(VG_(current_DiEpoch)(), ip);
   HChar* name = copy(f.name);
   frame_free(&f);
   return name;
}

/* The first OCaml frame from `f` outwards whose line is known, or NULL. */
static const Frame* ocaml_site(const XArray* frames, const Frame* f)
{
   Bool behind = False;
   for (Word i = 0; i < VG_(sizeXA)(frames); i++) {
      const Frame* g = VG_(indexXA)(frames, i);
      behind |= g == f;
      if (behind && g->lang == LANG_OCAML && g->line)
         return g;
   }
   return NULL;
}

/* The first line of the stack that is not the tool's. */
static const HChar* first_line(const XArray* frames)
{
   for (Word i = 0; i < VG_(sizeXA)(frames); i++) {
      const Frame* f = VG_(indexXA)(frames, i);
      if (f->text && f->lang != LANG_TOOL)
         return f->text;
   }
   return "an unknown place";
}

HChar* SC_(describe_site)(const ExeContext* where)
{
   XArray* frames = SC_(frames_of)(where, NULL);
   const Frame* f = SC_(blamed_frame)(frames);
   HChar* text;
   if (!f || !f->stub)
      text = copy(first_line(frames));
   else {
      const Frame* caller = ocaml_site(frames, f);
      HChar* stub = SC_(plain_frame)(f);
      text = caller ? SC_(format)("%s, %s:%u", stub, VG_(basename)(caller->file), caller->line)
                    : copy(stub);
      VG_(free)(stub);
   }
   SC_(frames_delete)(frames);
   return text;
}

HChar* SC_(stub_of)(const ExeContext* where)
{
   XArray* frames = SC_(frames_of)(where, NULL);
   const Frame* f = SC_(blamed_frame)(frames);
   HChar* name = copy(f ? f->name : "?");
   SC_(frames_delete)(frames);
   return name;
}

typedef struct {
   const HChar* name;
   Bool         found;
} Search;

static void look(UInt n, DiEpoch ep, Addr ip, void* opaque)
{
   Search* s = opaque;
   const HChar* fn;
   if (!s->found && VG_(get_fnname)(ep, ip, &fn))
      s->found = VG_(strcmp)(fn, s->name) == 0;
}

Bool SC_(stack_through)(const ExeContext* where, const HChar* name)
{
   Search s = { name, False };
   if (where)
      VG_(apply_ExeContext)(look, &s, (ExeContext*)where);
   return s.found;
}
