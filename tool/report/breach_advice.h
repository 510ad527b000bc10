/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Breaches of rules: why that is wrong, and what to do. */
#ifndef SC_BREACH_ADVICE_H
#define SC_BREACH_ADVICE_H

#include "check/breach.h"

/* A sentence, or NULL. */
const HChar* SC_(breach_reason)(const Breach* b);
const HChar* SC_(breach_fix)(const Breach* b);

#endif
