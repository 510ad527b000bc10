/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What runs in the client: Valgrind's replacement of malloc (linked whole from
   its archive), and whatever the tool wraps itself. Knows no libc and no part of
   the tool. */

/* Tells this object in a core dump or a list of symbols. */
extern const char vgStubcheck_preload[];
const char vgStubcheck_preload[] = "stubcheck";
