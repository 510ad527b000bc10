/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls a function of a shared object that is opened now. */
#include <dlfcn.h>
#include <stdio.h>
#include "values.h"

value call_loaded (value object, value name, value v)        /* BUG loaded origin */
{
   void *handle = dlopen (String_val (object), RTLD_NOW);
   value (*f) (value) = handle == NULL ? NULL : (value (*) (value)) dlsym (handle, String_val (name));
   if (f == NULL) {
      fprintf (stderr, "%s\n", dlerror ());
      abort ();
   }
   value result = f (v);
   return result;
}
