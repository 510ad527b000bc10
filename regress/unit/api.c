/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of arguments: a few rows, and its order. */
#include "runtime/api.h"

#include "tap.h"

#include <string.h>

/* No runtime here. */
Word             SC_(runtime_functions)(void) { return 0; }
RuntimeFunction* SC_(runtime_nth_function)(Word i) { return NULL; }

static Bool is(const HChar* name, UInt values, UInt data, UInt late, UInt in, UInt out, ApiResult result)
{
   const RuntimeApi* a = SC_(runtime_api)(name);
   return a && a->values == values && a->data == data && a->read_late == late
          && a->in_arrays == in && a->out_values == out && a->result == result;
}

static void test_table(void)
{
   CHECK(is("caml_copy_string", 0, 1, 1, 0, 0, RESULT_VALUE));
   CHECK(is("caml_alloc_initialized_string", 0, 2, 2, 0, 0, RESULT_VALUE));
   CHECK(is("caml_alloc_sprintf", 0, 1, 0, 0, 0, RESULT_VALUE)); /* copies a format first */
   CHECK(is("caml_raise_with_string", 1, 2, 2, 0, 0, RESULT_NONE));
   CHECK(is("caml_raise_sys_error", 1, 0, 0, 0, 0, RESULT_NONE));
   CHECK(is("caml_callback3", 15, 0, 0, 0, 0, RESULT_VALUE));
   CHECK(is("caml_callbackN", 1, 0, 0, 4, 0, RESULT_VALUE));
   CHECK(is("caml_modify", 2, 0, 0, 0, 1, RESULT_NONE));
   CHECK(is("caml_ephemeron_get_key_copy", 1, 0, 0, 0, 4, RESULT_DATA));
   CHECK(is("caml_string_equal", 3, 0, 0, 0, 0, RESULT_VALUE));
   CHECK(is("caml_ml_output", 15, 0, 0, 0, 0, RESULT_VALUE));
   CHECK(is("caml_new_lex_engine", 2, 0, 0, 0, 0, RESULT_VALUE)); /* its tables come as C structures */
   CHECK(is("caml_register_global_root", 0, 0, 0, 0, 0, RESULT_NONE));
   CHECK(is("caml_stat_alloc", 0, 0, 0, 0, 0, RESULT_DATA));
   CHECK(is("caml_alloc_9", 62, 0, 0, 0, 0, RESULT_VALUE)); /* more than six arguments */
   CHECK(SC_(runtime_api)("caml_raise_with_string")->strings == 2);
   CHECK(SC_(runtime_api)("caml_named_value")->strings == 1);
   CHECK(SC_(runtime_api)("caml_alloc_initialized_string")->strings == 0);
   CHECK(SC_(runtime_api)("caml_darken") == NULL);
   CHECK(SC_(runtime_api)("") == NULL);
   CHECK(SC_(runtime_api)("zzz") == NULL);
   CHECK(SC_(runtime_api)("caml_copy_strin") == NULL);
}

/* Binary search needs the order; each name must be found. */
static void test_order(void)
{
   UWord n = 0, wrong = 0;
   for (; SC_(runtime_api_name)(n); n++) {
      wrong += n > 0 && strcmp(SC_(runtime_api_name)(n - 1), SC_(runtime_api_name)(n)) >= 0;
      wrong += SC_(runtime_api)(SC_(runtime_api_name)(n)) == NULL;
   }
   CHECK(n > 700);
   CHECK(wrong == 0);
   SC_(runtime_api_attach)();
}

int main(void)
{
   test_table();
   test_order();
   return tap_done();
}
