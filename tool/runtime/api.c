/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Look-up in api_table.h, whose signatures become masks when first asked for. */
#include "runtime/api.h"

#include "runtime/api_table.h"

enum { N_ROWS = sizeof rows / sizeof *rows, MAX_ARGUMENTS = 6 };

static RuntimeApi decoded[N_ROWS];
static Bool       is_decoded[N_ROWS];

static ApiResult decode_result(HChar letter)
{
   return letter == 'v' ? RESULT_VALUE : letter == '-' ? RESULT_NONE : RESULT_DATA;
}

static RuntimeApi decode(const HChar* signature)
{
   RuntimeApi api = { .result = decode_result(signature[0]) };
   for (UWord i = 0; i < MAX_ARGUMENTS && signature[1 + i]; i++) {
      const UChar bit = 1 << i;
      const HChar letter = signature[1 + i];
      api.values |= letter == 'v' ? bit : 0;
      api.in_arrays |= letter == 'r' ? bit : 0;
      api.out_values |= letter == 'w' ? bit : 0;
      api.data |= letter == 's' || letter == 'l' ? bit : 0;
      api.read_late |= letter == 'l' ? bit : 0;
   }
   return api;
}

const RuntimeApi* SC_(runtime_api)(const HChar* name)
{
   UWord lo = 0, hi = N_ROWS;
   while (lo < hi) {
      const UWord mid = (lo + hi) / 2;
      if (VG_(strcmp)(rows[mid].name, name) < 0)
         lo = mid + 1;
      else
         hi = mid;
   }
   if (lo == N_ROWS || VG_(strcmp)(rows[lo].name, name) != 0)
      return NULL;
   if (!is_decoded[lo])
      decoded[lo] = decode(rows[lo].signature);
   is_decoded[lo] = True;
   return &decoded[lo];
}

const HChar* SC_(runtime_api_name)(UWord i)
{
   return i < N_ROWS ? rows[i].name : NULL;
}

void SC_(runtime_api_attach)(void)
{
   for (Word i = 0; i < SC_(runtime_functions)(); i++) {
      RuntimeFunction* f = SC_(runtime_nth_function)(i);
      f->api = SC_(runtime_api)(f->name);
   }
}
