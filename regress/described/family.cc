/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A heap described from C++: malloc'ed memory that a finaliser gives to delete, or to
   free. The heap is a part of a static array, its edges in the middle of pages. */
#include <cstdlib>
#include <cstring>
#include <stubcheck.h>

static char heap[10000];

static void finaliser(void** block, bool right)
{
   if (right)
      free(*block);
   else
      delete (int*)*block;
}

int main(int argc, char** argv)
{
   const bool right = argc > 1 && strcmp(argv[1], "right") == 0;
   void** block = (void**)(((unsigned long)heap + 63) & ~63UL);
   STUBCHECK_REGION_ADD(block, 4096);
   STUBCHECK_BLOCK_BORN(block, sizeof *block);
   *block = malloc(sizeof(int));
   STUBCHECK_OWNER(block, *block);
   STUBCHECK_GC_BEGIN(STUBCHECK_MINOR);
   STUBCHECK_FINALISER_BEGIN(block, "int");
   finaliser(block, right);
   STUBCHECK_FINALISER_END();
   STUBCHECK_BLOCK_DIED(block);
   STUBCHECK_GC_END();
   STUBCHECK_REGION_REMOVE(block, 4096);
   return 0;
}
