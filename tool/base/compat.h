/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The only place that knows which Valgrind this is built against: 3.19 to 3.28. */
#ifndef SC_COMPAT_H
#define SC_COMPAT_H

#include "valgrind.h" // __VALGRIND_MAJOR__

#define SC_VALGRIND_AT_LEAST(major, minor) \
   (__VALGRIND_MAJOR__ > (major)           \
    || (__VALGRIND_MAJOR__ == (major) && __VALGRIND_MINOR__ >= (minor)))

/* 3.22: the aligned allocators are also given the alignment asked for, before it
   was rounded up (needs_malloc_replacement). */
#if SC_VALGRIND_AT_LEAST(3, 22)
#define SC_ORIGINAL_ALIGNMENT , SizeT original_alignment
#else
#define SC_ORIGINAL_ALIGNMENT
#endif

#endif
