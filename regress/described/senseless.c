/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Requests that make no sense: one line of warning each, and the program goes on. The
   C memory is released rightly: no finding. */
#include <stdio.h>
#include <stdlib.h>
#include <stubcheck.h>

int main(void)
{
   static char heap[4096];
   char* block = heap + 64;
   void* data = malloc(10);
   STUBCHECK_REGION_ADD(heap, 0);
   STUBCHECK_REGION_ADD(heap, -1UL);
   STUBCHECK_REGION_REMOVE(heap, sizeof heap);
   STUBCHECK_BLOCK_BORN(block, 16);
   STUBCHECK_REGION_ADD(heap, sizeof heap);
   STUBCHECK_BLOCK_BORN(heap + sizeof heap - 8, 16);
   STUBCHECK_BLOCK_BORN(block, -1UL);
   STUBCHECK_BLOCK_MOVED(block, heap);
   STUBCHECK_BLOCK_DIED(block);
   STUBCHECK_BLOCK_BORN(block, 16);
   STUBCHECK_BLOCK_MOVED(block, heap + sizeof heap - 8);
   STUBCHECK_BLOCK_MOVED(block + 8, heap);
   STUBCHECK_BLOCK_DIED(block + 8);
   STUBCHECK_GC_BEGIN(0);
   STUBCHECK_GC_END();
   STUBCHECK_ROOT_REMOVE(&block);
   STUBCHECK_ROOT_ADD(&block);
   STUBCHECK_ROOT_ADD(&block);
   STUBCHECK_OWNER(block, heap);
   STUBCHECK_OWNER(heap, data);
   STUBCHECK_OWNER(block, NULL);
   STUBCHECK_OWNER(block, data);
   STUBCHECK_OWNER(block, data);
   STUBCHECK_RELEASED(heap);
   STUBCHECK_FINALISER_END();
   STUBCHECK_FINALISER_BEGIN(1, 1);
   STUBCHECK_FINALISER_END();
   STUBCHECK_FUNCTION_LEAVE();
   STUBCHECK_FUNCTION_ENTER(1);
   STUBCHECK_FUNCTION_LEAVE();
   STUBCHECK_FUNCTION("f");
   STUBCHECK_FUNCTION(NULL);
   STUBCHECK_FUNCTION_LEAVE();
   VALGRIND_DO_CLIENT_REQUEST_STMT(VG_USERREQ_TOOL_BASE('S', 'C') + 500, 0, 0, 0, 0, 0);
   for (int i = 0; i < 3; i++)
      STUBCHECK_GC_END();
   free(data);
   STUBCHECK_OWNER(block, data);
   puts(STUBCHECK_IS_RUNNING() ? "running" : "not running");
   return 0;
}
