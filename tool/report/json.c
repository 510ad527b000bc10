/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A writer of one line of JSON. */
#include "report/json.h"

#include "base/utf8.h"

static void add_escaped(Text* t, const HChar* s)
{
   const UInt length = SC_(utf8_length)(s);
   const UChar c = (UChar)*s;
   if (c == '"' || c == '\\')
      SC_(text_printf)(t, "\\%c", c);
   else if (length == 0 || c < 0x20 || c == 0x7F)
      SC_(text_printf)(t, "\\u%04x", (UInt)c);
   else
      for (UInt i = 0; i < length; i++)
         SC_(text_add_char)(t, s[i]);
}

static void add_quoted(Text* t, const HChar* s)
{
   SC_(text_add_char)(t, '"');
   while (*s) {
      const UInt length = SC_(utf8_length)(s);
      add_escaped(t, s);
      s += length ? length : 1;
   }
   SC_(text_add_char)(t, '"');
}

/* What comes before a value: the comma and the key. */
static void begin(Json* j, const HChar* key)
{
   if (j->comma)
      SC_(text_add_char)(&j->text, ',');
   if (key) {
      add_quoted(&j->text, key);
      SC_(text_add_char)(&j->text, ':');
   }
   j->comma = True;
}

void SC_(json_open)(Json* j, const HChar* key, HChar bracket)
{
   begin(j, key);
   SC_(text_add_char)(&j->text, bracket);
   j->comma = False;
}

void SC_(json_close)(Json* j, HChar bracket)
{
   SC_(text_add_char)(&j->text, bracket);
   j->comma = True;
}

void SC_(json_string)(Json* j, const HChar* key, const HChar* s)
{
   if (!s) {
      SC_(json_null)(j, key);
      return;
   }
   begin(j, key);
   add_quoted(&j->text, s);
}

void SC_(json_number)(Json* j, const HChar* key, ULong n)
{
   begin(j, key);
   SC_(text_printf)(&j->text, "%llu", n);
}

void SC_(json_address)(Json* j, const HChar* key, Addr a)
{
   begin(j, key);
   SC_(text_printf)(&j->text, "\"0x%lx\"", a);
}

void SC_(json_bool)(Json* j, const HChar* key, Bool b)
{
   begin(j, key);
   SC_(text_add)(&j->text, b ? "true" : "false");
}

void SC_(json_null)(Json* j, const HChar* key)
{
   begin(j, key);
   SC_(text_add)(&j->text, "null");
}
