/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A writer of one line of JSON (RFC 8259). Knows commas, quotes and escapes, no
   record. Bytes that are not UTF-8 become \u00XX, so that every line is valid
   whatever the client calls its files. Pure: unit-tested.

   A member is put by its key and value; in an array the key is NULL. */
#ifndef SC_JSON_H
#define SC_JSON_H

#include "base/text.h"

typedef struct {
   Text text;
   Bool comma; /* the next member or element needs one before it */
} Json;

#define JSON_EMPTY { TEXT_EMPTY, False }

void SC_(json_open)(Json* j, const HChar* key, HChar bracket);   /* '{' or '[' */
void SC_(json_close)(Json* j, HChar bracket);                    /* '}' or ']' */
void SC_(json_string)(Json* j, const HChar* key, const HChar* s); /* NULL: null */
void SC_(json_number)(Json* j, const HChar* key, ULong n);
void SC_(json_address)(Json* j, const HChar* key, Addr a);       /* "0x4f1e4d0" */
void SC_(json_bool)(Json* j, const HChar* key, Bool b);
void SC_(json_null)(Json* j, const HChar* key);

#endif
