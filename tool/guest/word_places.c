/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In the middle of a superblock registers are not written back, and what a variable holds at
   the use it may have got after the GC point, from the one that matters. So what held the word
   is asked of the GC point; the use tells which frames are still the same. */
#include "guest/word_places.h"

#include "base/client.h"
#include "guest/activation.h"
#include "guest/transition.h"
#include "provenance/gc_frame.h"
#include "provenance/shadow.h"
#include "pub_tool_stacktrace.h"  // VG_(get_StackTrace)
#include "pub_tool_threadstate.h" // VG_(get_running_tid)
#include "report/trace.h"
#include "runtime/object.h"
#include "runtime/value.h"

enum { DEPTH = 32, STACK_WORDS = 4096 };

/* When a stub returns, its frame lies below the stack pointer, and nobody has used that yet. */
enum { LEFT_BYTES = 1024 };

/* The words of the stack from `sp` up to the one at `last`, and what lies behind, which does not
   count. The program has just used the word before. */
static void copy_stack(GcFrame* f, Addr sp, Addr last)
{
   enum { PAGE = 4096 };
   f->words_n = 0;
   if ((sp & 7) != 0 || last < sp)
      return; /* another stack */
   const Bool same_page = (sp - WORD_BYTES) % PAGE + WORD_BYTES + sizeof f->words <= PAGE;
   if (!same_page && !SC_(client_readable)(sp, sizeof f->words))
      return;
   for (UInt i = 0; i < GC_FRAME_WORDS; i++) /* all: the compiler makes of it a few moves */
      f->words[i] = ((const UWord*)sp)[i];
   const UWord n = (last - sp) / WORD_BYTES + 1;
   f->words_n = n < GC_FRAME_WORDS ? (UInt)n : GC_FRAME_WORDS;
}

void SC_(note_gc_frame)(Addr ip, Addr sp, const VexGuestAMD64State* regs)
{
   const Activation* a = SC_(trace_is_written)() ? SC_(innermost_stub)() : NULL;
   if (!a)
      return;
   GcFrame* f = SC_(gc_frame_new)();
   f->ip = ip;
   f->sp = sp;
   f->bp = regs->guest_RBP;
   f->bx = regs->guest_RBX;
   f->r12 = regs->guest_R12;
   f->r13 = regs->guest_R13;
   f->r14 = regs->guest_R14;
   f->r15 = regs->guest_R15;
   copy_stack(f, sp, a->sp);
}

/* Frames of stub code down to OCaml's. The function that has jumped to the one of the runtime that
   begins has none, but its registers are those of the jump. */
static void find_frames(WordPlaces* w)
{
   const Running* r = &SC_(running);
   Addr ips[DEPTH], sps[DEPTH], fps[DEPTH];
   const UInt n = VG_(get_StackTrace)(VG_(get_running_tid)(), ips, DEPTH, sps, fps, 0);
   if (n > 0 && r->tail_ip && r->tail_sp == sps[0] && SC_(class_of_code)(ips[0]) == CODE_RUNTIME)
      w->frames[w->frames_n++] = (PlaceFrame){ r->tail_ip, sps[0], fps[0] };
   for (UInt i = 0; i < n && w->frames_n < PLACE_FRAMES && SC_(class_of_code)(ips[i]) != CODE_OCAML; i++) {
      const PlaceFrame f = { ips[i], sps[i], fps[i] };
      if (SC_(class_of_code)(f.ip) == CODE_STUB)
         w->frames[w->frames_n++] = f;
   }
}

/* A root is not stale. */
static void find_memory(const ValueUse* use, WordPlaces* w)
{
   const Addr lo = w->frames[0].sp - (use->kind == USE_RETURNED ? LEFT_BYTES : 0);
   const Addr hi = w->entry_sp - lo < STACK_WORDS * WORD_BYTES ? w->entry_sp : lo + STACK_WORDS * WORD_BYTES;
   UWord word;
   for (Addr p = (lo + 7) & ~7UL; p < hi && w->at_n < PLACES && SC_(client_word)(p, &word); p += WORD_BYTES)
      if (word == use->word && SC_(tag_is_stale)(SC_(shadow_get)(p)))
         w->at[w->at_n++] = p;
}

Bool SC_(find_slot_frames)(Addr slot, WordPlaces* w)
{
   const Activation* a = SC_(innermost_stub)();
   VG_(memset)(w, 0, sizeof *w);
   w->slot = slot;
   find_frames(w);
   return w->frames_n > 0 && a && slot >= w->frames[0].sp && slot < a->sp;
}

Bool SC_(find_word_places)(const ValueFinding* f, WordPlaces* w)
{
   const Activation* a = SC_(innermost_stub)();
   if (f->use->kind == USE_REGISTERED)
      return SC_(find_slot_frames)(f->use->addr, w);
   if (!a || !f->point_known || a->epoch >= f->point.epoch)
      return False;
   const GcFrame* crossing = SC_(gc_frame_from)(f->point.epoch, a->sp);
   if (!crossing || SC_(class_of_code)(crossing->ip) != CODE_STUB)
      return False;
   VG_(memset)(w, 0, sizeof *w);
   w->word = f->use->word;
   w->kept = f->use->kept;
   w->origin = f->origin->kind == SITE_ARGUMENT ? 0 : f->origin->ip;
   w->stub = a->fn;
   w->entry_sp = a->sp;
   w->crossing = *crossing;
   find_frames(w);
   if (w->frames_n > 0)
      find_memory(f->use, w);
   return w->frames_n > 0;
}
