/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Findings in words: how a finding is told, not when it is one. */
#ifndef SC_DESCRIBE_H
#define SC_DESCRIBE_H

#include "check/leak.h"
#include "check/release.h"
#include "report/document.h"

/* The caller gives the document to SC_(report). */
Document* SC_(describe_release)(const ReleaseFinding* f);
Document* SC_(describe_leak)(const LeakFinding* f);

#endif
