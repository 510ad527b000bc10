/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses of code are told as the ELF file has them: a trace is read when the program is
   gone. */
#include "report/trace_places.h"

#include "pub_tool_debuginfo.h" // VG_(find_DebugInfo)
#include "runtime/object.h"

void SC_(trace_named)(Json* j, const HChar* key, const NamedTexts* named)
{
   if (!named->texts[0])
      return;
   SC_(json_open)(j, key, '[');
   for (UInt i = 0; i < NAMED_MAX && named->texts[i]; i++)
      SC_(json_string)(j, NULL, named->texts[i]);
   SC_(json_close)(j, ']');
}

/* Members that say where in which file the code at `a` lies. */
static void add_code(Json* j, Addr a)
{
   const DebugInfo* di = VG_(find_DebugInfo)(VG_(current_DiEpoch)(), a);
   const HChar* file = di ? VG_(DebugInfo_get_filename)(di) : NULL;
   SC_(json_string)(j, "obj", file);
   SC_(json_string)(j, "build_id", file ? SC_(build_id_of)(file) : NULL);
   SC_(json_address)(j, "addr", di ? a - (Addr)VG_(DebugInfo_get_text_bias)(di) : a);
}

static void open_code(Json* j, const HChar* key, Addr a)
{
   SC_(json_open)(j, key, '{');
   add_code(j, a);
}

static void add_frame(Json* j, const PlaceFrame* f)
{
   open_code(j, NULL, f->ip);
   SC_(json_address)(j, "rsp", f->sp);
   SC_(json_address)(j, "rbp", f->bp);
   SC_(json_close)(j, '}');
}

static void add_words(Json* j, const HChar* key, const UWord* words, UInt n)
{
   SC_(json_open)(j, key, '[');
   for (UInt i = 0; i < n; i++)
      SC_(json_address)(j, NULL, words[i]);
   SC_(json_close)(j, ']');
}

static void add_crossing(Json* j, const GcFrame* f)
{
   open_code(j, "crossing", f->ip);
   SC_(json_address)(j, "ip", f->ip);
   SC_(json_address)(j, "rsp", f->sp);
   SC_(json_address)(j, "rbp", f->bp);
   SC_(json_address)(j, "rbx", f->bx);
   SC_(json_address)(j, "r12", f->r12);
   SC_(json_address)(j, "r13", f->r13);
   SC_(json_address)(j, "r14", f->r14);
   SC_(json_address)(j, "r15", f->r15);
   add_words(j, "stack", f->words, f->words_n);
   SC_(json_close)(j, '}');
}

static void add_frames(Json* j, const WordPlaces* w)
{
   SC_(json_open)(j, "frames", '[');
   for (UInt i = 0; i < w->frames_n; i++)
      add_frame(j, &w->frames[i]);
   SC_(json_close)(j, ']');
}

static void add_places(Json* j, const WordPlaces* w)
{
   add_frames(j, w);
   if (w->slot) {
      SC_(json_address)(j, "slot", w->slot);
      return;
   }
   SC_(json_address)(j, "word", w->word);
   SC_(json_address)(j, "kept", w->kept);
   if (w->origin) {
      open_code(j, "origin", w->origin);
      SC_(json_close)(j, '}');
   }
   open_code(j, "stub", w->stub);
   SC_(json_address)(j, "rsp", w->entry_sp);
   SC_(json_close)(j, '}');
   add_words(j, "at", w->at, w->at_n);
   add_crossing(j, &w->crossing);
}

void SC_(trace_variable)(Json* j, const Document* d)
{
   if (!d->stub && !d->places)
      return;
   SC_(json_open)(j, "variable", '{');
   if (d->stub) {
      SC_(json_open)(j, "argument", '{');
      add_code(j, d->stub);
      SC_(json_number)(j, "n", d->argument);
      SC_(json_close)(j, '}');
   }
   if (d->places)
      add_places(j, d->places);
   SC_(json_close)(j, '}');
}
