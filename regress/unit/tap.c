/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts checks and prints them. */
#include "tap.h"

#include <stdio.h>
#include <string.h>

static int checks, failures;

void tap_check(int holds, const char* file, int line, const char* text)
{
   checks++;
   if (!holds)
      failures++;
   printf("%s %d - %s\n", holds ? "ok" : "not ok", checks, text);
   if (!holds)
      printf("# at %s:%d\n", file, line);
   fflush(stdout);
}

void tap_check_text(const char* real, const char* wanted, const char* file, int line, const char* text)
{
   const int holds = real != NULL && strcmp(real, wanted) == 0;
   tap_check(holds, file, line, text);
   if (!holds)
      printf("#   real: %s\n# wanted: %s\n", real ? real : "(null)", wanted);
}

int tap_done(void)
{
   printf("1..%d\n", checks);
   return failures > 0 || checks == 0;
}
