/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For mutate.pl: runs mutants natively. Each stub that OCaml calls jumps to the function of a shared object that is
   loaded now (jumps.s); there, when FORCED, each call that may run the GC comes here first, by --wrap of the linker,
   and does run it. What a stub holds in no root is then gone. */
#include "values.h"
#include <dlfcn.h>
#include <stdio.h>
#include <unistd.h>

extern value caml_gc_compaction (value unit);
extern struct { const char *name; void *target; } jump_targets[];

/* Loads a mutant: from now on its functions are the stubs. */
value load_mutant (value file)
{
   void *handle = dlopen (String_val (file), RTLD_NOW | RTLD_LOCAL);
   if (handle == NULL) {
      fprintf (stderr, "%s\n", dlerror ());
      abort ();
   }
   for (int i = 0; jump_targets[i].name != NULL; i++) {
      void *target = dlsym (handle, jump_targets[i].name);
      if (target != NULL)
         jump_targets[i].target = target;
   }
   return Val_unit;
}

/* Stands for the stub of that name. */
static int unbalanced;

value guarded (value f)
{
   struct caml__roots_block *before = Caml_state->local_roots;
   value result = caml_callback (f, Val_unit);
   unbalanced |= Caml_state->local_roots != before;
   Caml_state->local_roots = before;
   return result;
}

/* Calls f; the result says whether frames of local_roots stayed behind. An exception is a result too;
   so is never coming back, as a list of frames with a loop makes the runtime do. */
value run_guarded (value f)
{
   struct caml__roots_block *before = Caml_state->local_roots;
   unbalanced = 0;
   alarm (3);
   value result = caml_callback_exn (f, Val_unit);
   alarm (0);
   unbalanced |= Caml_state->local_roots != before;
   Caml_state->local_roots = before;
   return Val_int ((Is_exception_result (result) ? 1 : 0) | (unbalanced ? 2 : 0));
}

/* Moves all blocks to a new chunk, by way of a heap that is much too large, and gives the old one back; overwrites the
   minor heap. What is stale is then garbage, or cannot even be read. */
static void collect (void)
{
   caml_alloc_shr (1 << 20, String_tag);
   caml_gc_compaction (Val_unit);
   for (value *free = Caml_state->young_start; free < Caml_state->young_ptr; free++)
      *free = 0xd7d7d7d7d7d7d7d0;
   /* The next blocks are to be elsewhere than the last ones. */
   caml_alloc_small (7, Abstract_tag);
}

value force_collection (value unit)
{
   collect ();
   return Val_unit;
}

/* The program that runs under stubcheck has none of these. */
#ifdef FORCED

#define WRAP(result, name, params, args, roots)                                                                       \
   result __real_##name params;                                                                                       \
   result __wrap_##name params { roots; collect (); CAMLdrop; return __real_##name args; }

#define NONE CAMLparam0 ()

WRAP (value, caml_alloc, (mlsize_t n, tag_t t), (n, t), NONE)
WRAP (value, caml_alloc_small, (mlsize_t n, tag_t t), (n, t), NONE)
WRAP (value, caml_alloc_tuple, (mlsize_t n), (n), NONE)
WRAP (value, caml_alloc_string, (mlsize_t n), (n), NONE)
WRAP (value, caml_alloc_some, (value v), (v), CAMLparam1 (v))
WRAP (value, caml_alloc_custom, (struct custom_operations *o, uintnat n, mlsize_t m, mlsize_t x), (o, n, m, x), NONE)
WRAP (value, caml_copy_string, (const char *s), (s), NONE)
WRAP (value, caml_copy_double, (double d), (d), NONE)
WRAP (value, caml_copy_int64, (int64_t i), (i), NONE)
WRAP (value, caml_callback, (value f, value a), (f, a), CAMLparam2 (f, a))
WRAP (value, caml_callback_exn, (value f, value a), (f, a), CAMLparam2 (f, a))
WRAP (value, caml_callbackN, (value f, int n, value *a), (f, n, a), CAMLparam1 (f); CAMLxparamN (a, n))
WRAP (value, caml_process_pending_actions, (void), (), NONE)
WRAP (void, caml_enter_blocking_section, (void), (), NONE)

#endif
