/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of C variables in findings, from the debug information of the files that ran, as long
   as they lie where the trace says and are the same (by build-id). Where nothing is found, or
   more than one variable, the finding stays as the tool has told it. */
#ifndef NAMES_H
#define NAMES_H

#include "merge.h"

/* Puts names into the texts of all findings. */
void names_tell(Merged* m);

#endif
