/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A text that grows. */
#include "base/text.h"

void SC_(text_add_char)(Text* t, HChar c)
{
   if (t->used + 2 > t->size) {
      t->size = t->size ? 2 * t->size : 64;
      t->chars = VG_(realloc)("sc.text", t->chars, t->size);
   }
   t->chars[t->used++] = c;
   t->chars[t->used] = '\0';
}

void SC_(text_add)(Text* t, const HChar* s)
{
   while (*s)
      SC_(text_add_char)(t, *s++);
}

static void sink(HChar c, void* opaque)
{
   SC_(text_add_char)(opaque, c);
}

void SC_(text_vprintf)(Text* t, const HChar* format, va_list args)
{
   VG_(vcbprintf)(sink, t, format, args);
}

void SC_(text_printf)(Text* t, const HChar* format, ...)
{
   va_list args;
   va_start(args, format);
   SC_(text_vprintf)(t, format, args);
   va_end(args);
}

const HChar* SC_(text_chars)(const Text* t)
{
   return t->chars ? t->chars : "";
}

HChar* SC_(text_take)(Text* t)
{
   HChar* s = t->chars ? t->chars : VG_(strdup)("sc.text", "");
   t->chars = NULL;
   t->used = t->size = 0;
   return s;
}

void SC_(text_clear)(Text* t)
{
   t->used = 0;
   if (t->chars)
      t->chars[0] = '\0';
}

void SC_(text_free)(Text* t)
{
   VG_(free)(t->chars);
   t->chars = NULL;
   t->used = t->size = 0;
}

HChar* SC_(format)(const HChar* format, ...)
{
   Text t = TEXT_EMPTY;
   va_list args;
   va_start(args, format);
   VG_(vcbprintf)(sink, &t, format, args);
   va_end(args);
   return SC_(text_take)(&t);
}
