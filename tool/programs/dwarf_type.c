/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Types and parameters of functions. */
#include "dwarf_type.h"

#include "dwarf_variable.h"

#include <dwarf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GENERAL_REGISTERS = 6, VECTOR_REGISTERS = 8, CAMLPARAM_MAX = 5 };

/* ---- Types ---- */

static TypeClass class_of_base(Dwarf_Die* type)
{
   Dwarf_Attribute attribute;
   Dwarf_Word      encoding = 0;
   if (dwarf_bytesize(type) > 8 || dwarf_formudata(dwarf_attr(type, DW_AT_encoding, &attribute), &encoding) != 0)
      return TYPE_OTHER;
   switch (encoding) {
   case DW_ATE_float:
      return TYPE_DOUBLE;
   case DW_ATE_boolean: case DW_ATE_signed: case DW_ATE_signed_char: case DW_ATE_unsigned: case DW_ATE_unsigned_char:
      return TYPE_INTEGER;
   default:
      return TYPE_OTHER;
   }
}

static bool next_type(Dwarf_Die* die, Dwarf_Die* type)
{
   Dwarf_Attribute attribute;
   return dwarf_formref_die(dwarf_attr_integrate(die, DW_AT_type, &attribute), type) != NULL;
}

TypeClass type_class(Dwarf_Die* variable)
{
   Dwarf_Die type;
   if (!next_type(variable, &type))
      return TYPE_OTHER;
   for (;;) {
      const char* name = dwarf_diename(&type);
      switch (dwarf_tag(&type)) {
      case DW_TAG_typedef:
         if (name != NULL && strcmp(name, "value") == 0)
            return TYPE_VALUE;
         /* fall through */
      case DW_TAG_const_type: case DW_TAG_volatile_type: case DW_TAG_restrict_type: case DW_TAG_atomic_type:
         if (!next_type(&type, &type))
            return TYPE_OTHER;
         break;
      case DW_TAG_pointer_type:     return TYPE_POINTER;
      case DW_TAG_base_type:        return class_of_base(&type);
      case DW_TAG_enumeration_type: return TYPE_INTEGER;
      default:                      return TYPE_OTHER;
      }
   }
}

/* ---- Parameters ---- */

/* The function as it was written: what was made of it may lack parameters. */
static Dwarf_Die written(Dwarf_Die* function)
{
   Dwarf_Attribute attribute;
   Dwarf_Die       origin;
   if (dwarf_formref_die(dwarf_attr(function, DW_AT_abstract_origin, &attribute), &origin) != NULL)
      return origin;
   return *function;
}

/* The next parameter of the function after `p` (the first, when its addr is NULL). */
static bool next_parameter(Dwarf_Die* function, Dwarf_Die* p)
{
   int none = p->addr == NULL ? dwarf_child(function, p) : dwarf_siblingof(p, p);
   while (none == 0 && dwarf_tag(p) != DW_TAG_formal_parameter)
      none = dwarf_siblingof(p, p);
   return none == 0;
}

const char* parameter_name(Dwarf_Die* die, unsigned n)
{
   Dwarf_Die function = written(die);
   Dwarf_Die p        = { 0 };
   unsigned  integers = 0, doubles = 0;
   while (next_parameter(&function, &p)) {
      TypeClass type = type_class(&p);
      integers += type != TYPE_DOUBLE;
      doubles  += type == TYPE_DOUBLE;
      if (type == TYPE_OTHER || (n > GENERAL_REGISTERS && doubles > VECTOR_REGISTERS))
         return NULL;
      if (type != TYPE_DOUBLE && integers == n)
         return type == TYPE_VALUE ? dwarf_diename(&p) : NULL;
   }
   return NULL;
}

/* CAMLparam takes up to five, and CAMLxparam as many more. */
char* camlparam_of(Dwarf_Die* die)
{
   Dwarf_Die   function = written(die);
   Dwarf_Die   p        = { 0 };
   const char* names[64];
   size_t      n = 0, size;
   char*       text = NULL;
   while (n < 64 && next_parameter(&function, &p))
      if (type_class(&p) == TYPE_VALUE && dwarf_diename(&p) != NULL)
         names[n++] = dwarf_diename(&p);
   if (n == 0)
      return NULL;
   FILE* out = open_memstream(&text, &size);
   for (size_t i = 0; i < n; i++) {
      size_t rest = n - i < CAMLPARAM_MAX ? n - i : CAMLPARAM_MAX;
      if (i % CAMLPARAM_MAX == 0)
         fprintf(out, "%s%zu (", i == 0 ? "CAMLparam" : "; CAMLxparam", rest);
      fprintf(out, "%s%s", names[i], i % CAMLPARAM_MAX == CAMLPARAM_MAX - 1 || i == n - 1 ? ")" : ", ");
   }
   fclose(out);
   return text;
}
