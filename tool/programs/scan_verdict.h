/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Can stubcheck check it? The one place that says what today's stubcheck can. */
#ifndef SCAN_VERDICT_H
#define SCAN_VERDICT_H

#include "scan.h"

/* Judges the facts in `scan`. */
Verdict verdict_of(const Scan *scan);

#endif
