/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of names. Knows nothing of files. */
#include "scan_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *or_die(void *p) {
   if (p == NULL) {
      fputs("stubcheck-scan: out of memory\n", stderr);
      exit(2);
   }
   return p;
}

void *checked_calloc(size_t count, size_t size) {
   return or_die(calloc(count ? count : 1, size));
}

void *checked_realloc(void *old, size_t count, size_t size) {
   return or_die(reallocarray(old, count ? count : 1, size));
}

/* Room doubles: it is full when the count is a power of two. */
void names_add(Names *names, const char *name) {
   if ((names->count & (names->count - 1)) == 0)
      names->names = checked_realloc(names->names, names->count ? 2 * names->count : 1, sizeof *names->names);
   names->names[names->count++] = name;
}

void names_split(Names *names, Bytes b) {
   if (b.size == 0)
      return;
   const char *at = (const char *)b.data, *end = at + b.size, *nul;
   for (; at < end && (nul = memchr(at, '\0', end - at)) != NULL; at = nul + 1)
      if (nul > at)
         names_add(names, at);
}

void names_free(Names *names) {
   free(names->names);
   *names = (Names){0};
}
