/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a trace tells of the variables that a finding means, for a program that can read
   debug information. */
#ifndef SC_TRACE_PLACES_H
#define SC_TRACE_PLACES_H

#include "report/document.h"
#include "report/json.h"

/* The member "variable", if the document means one. */
void SC_(trace_variable)(Json* j, const Document* d);

/* The member `key`: an array of texts; none when there are none. */
void SC_(trace_named)(Json* j, const HChar* key, const NamedTexts* named);

#endif
