/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Look-up in api_table.h, whose signatures become masks when first asked for. */
#include "runtime/api.h"

#include "runtime/api_table.h"
#include "runtime/value.h"

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
      api.strings |= letter == 'z' || letter == 'Z' ? bit : 0;
      api.data |= letter == 's' || letter == 'l' || (api.strings & bit) ? bit : 0;
      api.read_late |= letter == 'l' || letter == 'Z' ? bit : 0;
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

static Bool begins(const HChar* name, const HChar* prefix)
{
   return VG_(strncmp)(name, prefix, VG_(strlen)(prefix)) == 0;
}

/* alloc.c, custom.c, memory.c. The first that fits. */
static MadeBlock made_by(const RuntimeFunction* f)
{
   static const struct { const HChar* prefix; MadeBlock makes; } table[] = {
      { "caml_alloc_small", MAKES_UNFILLED }, { "caml_alloc_shr", MAKES_UNFILLED },
      { "caml_alloc_custom", MAKES_CUSTOM },  { "caml_alloc_final", MAKES_CUSTOM },
      { "caml_alloc_string", MAKES_STRING },  { "caml_alloc_initialized_string", MAKES_STRING },
      { "caml_alloc_dummy", MAKES_NOTHING },  { "caml_alloc_for_heap", MAKES_NOTHING },
      { "caml_alloc", MAKES_FILLED },         { "caml_copy_", MAKES_FILLED }
   };
   for (UWord i = 0; i < sizeof table / sizeof *table; i++)
      if (f->api && f->api->result == RESULT_VALUE && begins(f->name, table[i].prefix))
         return table[i].makes;
   return MAKES_NOTHING;
}

/* TAG_CLOSURE stands for what caml_callback calls, infix pointers included; TAG_CUSTOM for a bigarray, whose
   operations may be the program's own. The first that fits; 0 for what takes other values, or any. */
static UChar wanted_by(const HChar* name)
{
   static const struct { const HChar* prefix; UChar tag; } table[] = {
      { "caml_callback", TAG_CLOSURE }, { "caml_string_of_bytes", 0 }, { "caml_string_", TAG_STRING },
      { "caml_bytes_of_string", 0 }, { "caml_bytes_", TAG_STRING }, { "caml_failwith_value", TAG_STRING },
      { "caml_invalid_argument_value", TAG_STRING }, { "caml_int_of_string", TAG_STRING },
      { "caml_float_of_string", TAG_STRING }, { "caml_ba_create", 0 }, { "caml_ba_", TAG_CUSTOM }
   };
   for (UWord i = 0; i < sizeof table / sizeof *table; i++)
      if (begins(name, table[i].prefix))
         return table[i].tag;
   return 0;
}

void SC_(runtime_api_attach)(void)
{
   for (Word i = 0; i < SC_(runtime_functions)(); i++) {
      RuntimeFunction* f = SC_(runtime_nth_function)(i);
      f->api = SC_(runtime_api)(f->name);
      f->makes = made_by(f);
      f->store = VG_(strcmp)(f->name, "caml_modify") == 0       ? STORE_MODIFY
                 : VG_(strcmp)(f->name, "caml_initialize") == 0 ? STORE_INITIALIZE : STORE_NONE;
      f->sizes = VG_(strcmp)(f->name, "caml_alloc_small") == 0 ? SIZES_SMALL
                 : VG_(strcmp)(f->name, "caml_alloc") == 0 || VG_(strcmp)(f->name, "caml_alloc_shr") == 0
                 ? SIZES_ANY : SIZES_NONE;
      f->wants = f->api && (f->api->values & 1) ? wanted_by(f->name) : 0;
   }
}
