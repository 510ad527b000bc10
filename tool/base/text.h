/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A text that grows. Always NUL-terminated. */
#ifndef SC_TEXT_H
#define SC_TEXT_H

#include "base/base.h"

typedef struct {
   HChar* chars; /* NULL until something is added */
   SizeT  used;  /* without the NUL */
   SizeT  size;  /* of the buffer */
} Text;

#define TEXT_EMPTY { NULL, 0, 0 }

void SC_(text_add_char)(Text* t, HChar c);
void SC_(text_add)(Text* t, const HChar* s);
void SC_(text_printf)(Text* t, const HChar* format, ...) PRINTF_CHECK(2, 3);
void SC_(text_vprintf)(Text* t, const HChar* format, va_list args) PRINTF_CHECK(2, 0);

/* What was built, "" when nothing was. Belongs to `t`. */
const HChar* SC_(text_chars)(const Text* t);

/* Hands the text over: the caller frees it with VG_(free). `t` is empty again. */
HChar* SC_(text_take)(Text* t);

void SC_(text_clear)(Text* t); /* forgets the text, keeps the buffer */
void SC_(text_free)(Text* t);

/* Does `s`, of `n` characters, end so? */
static inline Bool SC_(text_ends)(const HChar* s, SizeT n, const HChar* end)
{
   const SizeT m = VG_(strlen)(end);
   return n >= m && VG_(strcmp)(s + n - m, end) == 0;
}

/* A text of its own, which the caller frees with VG_(free). */
HChar* SC_(format)(const HChar* format, ...) PRINTF_CHECK(1, 2);

#endif
