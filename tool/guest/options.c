/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Command-line options. */
#include "guest/options.h"

#include "pub_tool_options.h"
#include "pub_tool_replacemalloc.h" // its options

Options SC_(options) = {
   .trace_dir = NULL,
   .freelist_bytes = 20000000,
   .leaks = False,
   .described_heap = False,
   .c_memory = False,
   .portability = False,
   .root_leaks = False,
   .values = True,
   .latent = True,
   .print_may_gc = False,
};

Bool SC_(process_option)(const HChar* arg)
{
   const HChar* heap = NULL;
   if (VG_STR_CLO(arg, "--trace-dir", SC_(options).trace_dir)) {}
   else if (VG_BINT_CLO(arg, "--freelist-vol", SC_(options).freelist_bytes, 0, 1LL << 40)) {}
   else if (VG_BOOL_CLO(arg, "--leaks", SC_(options).leaks)) {}
   else if (VG_BOOL_CLO(arg, "--c-memory", SC_(options).c_memory)) {}
   else if (VG_BOOL_CLO(arg, "--portability", SC_(options).portability)) {}
   else if (VG_BOOL_CLO(arg, "--root-leaks", SC_(options).root_leaks)) {}
   else if (VG_BOOL_CLO(arg, "--values", SC_(options).values)) {}
   else if (VG_BOOL_CLO(arg, "--latent", SC_(options).latent)) {}
   else if (VG_BOOL_CLO(arg, "--debug-may-gc", SC_(options).print_may_gc)) {}
   else if (VG_STR_CLO(arg, "--heap", heap)) {
      if (VG_(strcmp)(heap, "described") == 0)
         SC_(options).described_heap = True;
      else if (VG_(strcmp)(heap, "ocaml") == 0)
         SC_(options).described_heap = False;
      else
         VG_(fmsg_bad_option)(arg, "'ocaml' or 'described' expected\n");
   }
   else
      return VG_(replacement_malloc_process_cmd_line_option)(arg);
   return True;
}

void SC_(print_usage)(void)
{
   VG_(printf)(
"    --trace-dir=DIR           write a trace of each process into DIR [none]\n"
"    --leaks=no|yes            report C memory whose last OCaml owner died [no]\n"
"    --c-memory=no|yes         find uses of all freed C memory, not only of what OCaml\n"
"                              blocks owned; slower [no]\n"
"    --portability=no|yes      report NULL and addresses of C memory that are used as\n"
"                              values, which OCaml 5 does not allow [no]\n"
"    --root-leaks=no|yes       report places that registered many global roots and\n"
"                              removed none, not only lost ones [no]\n"
"    --values=yes|no           find values that C keeps while the GC may run [yes]\n"
"    --latent=yes|no           report what the GC could have struck, but did not\n"
"                              in this run [yes]\n"
"    --freelist-vol=<number>   volume of freed C blocks held back [20000000]\n"
"    --heap=ocaml|described    what heap to expect: OCaml's, or one that the\n"
"                              program describes by client requests [ocaml]\n");
}

void SC_(print_debug_usage)(void)
{
   VG_(printf)(
"    --debug-may-gc=no|yes     print which functions of the OCaml runtime may run\n"
"                              its GC, and by which way, and exit [no]\n");
}
