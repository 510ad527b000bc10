/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "runtime/code_class.h"

#include "tap.h"

int main(void)
{
   CHECK(SC_(code_class)(0) == CODE_UNKNOWN); /* before anything was set */
   SC_(code_class_set)(0x1000, 0x9000, CODE_STUB);
   SC_(code_class_set)(0x2000, 0x3000, CODE_OCAML);
   SC_(code_class_set)(0x3000, 0x4000, CODE_RUNTIME);
   CHECK(SC_(code_class)(0xfff) == CODE_UNKNOWN);
   CHECK(SC_(code_class)(0x1000) == CODE_STUB);
   CHECK(SC_(code_class)(0x1fff) == CODE_STUB);
   CHECK(SC_(code_class)(0x2000) == CODE_OCAML);
   CHECK(SC_(code_class)(0x2fff) == CODE_OCAML);
   CHECK(SC_(code_class)(0x3000) == CODE_RUNTIME);
   CHECK(SC_(code_class)(0x8fff) == CODE_STUB);
   CHECK(SC_(code_class)(0x9000) == CODE_UNKNOWN);
   /* The last answer must not outlive a change. */
   CHECK(SC_(code_class)(0x2800) == CODE_OCAML);
   SC_(code_class_set)(0x2800, 0x2900, CODE_NEUTRAL);
   CHECK(SC_(code_class)(0x2800) == CODE_NEUTRAL);
   CHECK(SC_(code_class)(0x2900) == CODE_OCAML);
   SC_(code_class_unset)(0x1000, 0x9000);
   CHECK(SC_(code_class)(0x2900) == CODE_UNKNOWN);
   return tap_done();
}
