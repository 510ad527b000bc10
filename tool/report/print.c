/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The printer of documents. What comes in which order is said once; text and XML
   differ in how they put a headline, a stack and a sentence. */
#include "report/print.h"

#include "base/text.h"
#include "base/utf8.h"
#include "pub_tool_options.h" // VG_(clo_xml)
#include "report/stack.h"

/* Columns, not counting Valgrind's "==pid== ". */
enum { WIDTH = 110, ID_COLUMN = 86, INDENT = 1, CONTINUED = 3 };

typedef struct {
   void (*headline)(const Document* d);
   void (*stack)(const ExeContext* where, const Document* d);
   void (*sentence)(const HChar* s);
   void (*end)(const Document* d);
} Printer;

/* The client's bytes may be anything: what is neither UTF-8 nor a line's end is
   shown as \xNN. The caller frees it. */
static HChar* clean(const HChar* s)
{
   Text t = TEXT_EMPTY;
   while (*s) {
      UInt length = SC_(utf8_length)(s);
      const UChar c = (UChar)*s;
      if (length == 0 || c == 0x7F || (c < 0x20 && c != '\n')) {
         SC_(text_printf)(&t, "\\x%02x", (UInt)c);
         s++;
         continue;
      }
      while (length-- > 0)
         SC_(text_add_char)(&t, *s++);
   }
   return SC_(text_take)(&t);
}

/* ------------------------------------------------------------------- text */

/* How many characters of `s` go on a line of `room` columns: up to the end of the
   line, else up to the last blank that fits; a longer word is not cut. */
static SizeT line_length(const HChar* s, SizeT room)
{
   SizeT end = 0;
   for (SizeT i = 0; ; i++) {
      if (s[i] == '\0' || s[i] == '\n')
         return i <= room || end == 0 ? i : end;
      if (s[i] == ' ' && i > 0 && (i <= room || end == 0))
         end = i;
      if (i > room && end > 0)
         return end;
   }
}

static void text_sentence(const HChar* s)
{
   HChar* words = clean(s);
   const HChar* at = words;
   Int indent = INDENT;
   do {
      const SizeT n = line_length(at, WIDTH - indent);
      Text line = TEXT_EMPTY;
      for (SizeT i = 0; i < n; i++)
         SC_(text_add_char)(&line, at[i]);
      VG_(umsg)("%s%s\n", indent == INDENT ? " " : "   ", SC_(text_chars)(&line));
      SC_(text_free)(&line);
      at += n;
      while (*at == ' ' || *at == '\n')
         at++;
      indent = CONTINUED;
   } while (*at);
   VG_(free)(words);
}

static void text_headline(const Document* d)
{
   const KindInfo* kind = SC_(kind_info)(d->kind);
   HChar* what = clean(d->what);
   HChar* head = SC_(format)("%s (%s): %s", kind->name, SC_(certainty_name)(d->certainty), what);
   const Int used = (Int)VG_(strlen)(head);
   VG_(umsg)("%s%*s[%s]\n", head, used + 2 > ID_COLUMN ? 2 : ID_COLUMN - used, "", kind->id);
   VG_(free)(head);
   VG_(free)(what);
}

static void text_stack(const ExeContext* where, const Document* d)
{
   XArray* frames = SC_(frames_of)(where, d);
   const HChar* word = "at";
   for (Word i = 0; i < VG_(sizeXA)(frames); i++) {
      const Frame* f = VG_(indexXA)(frames, i);
      if (!f->text)
         continue;
      HChar* line = clean(f->text);
      VG_(umsg)("   %s %s\n", word, line);
      VG_(free)(line);
      word = "by";
   }
   SC_(frames_delete)(frames);
}

static void text_end(const Document* d)
{
   VG_(umsg)(" Identity: %s\n", d->hash);
}

/* -------------------------------------------------------------------- XML */

static void xml_headline(const Document* d)
{
   const KindInfo* kind = SC_(kind_info)(d->kind);
   HChar* what = clean(d->what);
   VG_(printf_xml)("  <kind>%pS</kind>\n", kind->name);
   VG_(printf_xml)("  <xwhat>\n    <text>%pS</text>\n", what);
   VG_(printf_xml)("    <id>%pS</id>\n    <certainty>%pS</certainty>\n    <hash>%pS</hash>\n",
                   kind->id, SC_(certainty_name)(d->certainty), d->hash);
   VG_(printf_xml)("  </xwhat>\n");
   VG_(free)(what);
}

/* The core's own form: raw symbols, all frames, as suppressions want them. */
static void xml_stack(const ExeContext* where, const Document* d)
{
   VG_(pp_ExeContext)((ExeContext*)where);
}

static void xml_sentence(const HChar* s)
{
   HChar* words = clean(s);
   VG_(printf_xml)("  <auxwhat>%pS</auxwhat>\n", words);
   VG_(free)(words);
}

static void xml_end(const Document* d)
{
}

/* ---------------------------------------------------------------- document */

void SC_(print_document)(const Document* d)
{
   static const Printer text = { text_headline, text_stack, text_sentence, text_end };
   static const Printer xml = { xml_headline, xml_stack, xml_sentence, xml_end };
   const Printer* p = VG_(clo_xml) ? &xml : &text;
   p->headline(d);
   if (d->where)
      p->stack(d->where, d);
   for (Word i = 0; i < VG_(sizeXA)(d->parts); i++) {
      const Part* part = VG_(indexXA)(d->parts, i);
      if (part->text)
         p->sentence(part->text);
      if (part->where)
         p->stack(part->where, d);
   }
   p->end(d);
}
