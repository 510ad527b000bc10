/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of functions: two threads whose interpreters run functions of their own, by
   call and in turn. A C function of each frees twice. */
#include <pthread.h>
#include <stdlib.h>
#include <stubcheck.h>

static __attribute__((noinline)) void free_twice(void)
{
   char* volatile p = malloc(8);
   free(p);
   free(p);
}

static __attribute__((noinline)) void free_again(void)
{
   char* volatile p = malloc(8);
   free(p);
   free(p);
}

static void* second(void* unused)
{
   (void)unused;
   STUBCHECK_FUNCTION("in thread: first");
   STUBCHECK_FUNCTION("in thread: second");
   free_twice();
   STUBCHECK_FUNCTION(NULL);
   return NULL;
}

int main(void)
{
   pthread_t thread;
   STUBCHECK_FUNCTION_ENTER("caller");
   STUBCHECK_FUNCTION_ENTER("left before");
   STUBCHECK_FUNCTION_LEAVE();
   STUBCHECK_FUNCTION_ENTER("called");
   pthread_create(&thread, NULL, second, NULL);
   pthread_join(thread, NULL);
   free_again();
   STUBCHECK_FUNCTION_LEAVE();
   STUBCHECK_FUNCTION_LEAVE();
   return 0;
}
