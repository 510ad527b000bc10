/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Breaches are told once for each cause. */
#ifndef SC_TELL_H
#define SC_TELL_H

#include "check/breach.h"

/* The running thread has committed it, at this moment: a report, unless it is latent and such
   are not wanted, or its cause has been told. */
void SC_(tell)(const Breach* b);

/* In a forked child what its parent has told is to be told again. */
void SC_(tell_fork_child)(void);

#endif
