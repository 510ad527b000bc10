/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Debug information, through libdw. */
#include "dwarf_file.h"

#include <dwarf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Files ---- */

static bool has_build_id(const DwarfFile* f)
{
   const unsigned char* bits;
   GElf_Addr            where;
   char                 digits[3];
   int                  n = dwfl_module_build_id(f->module, &bits, &where);
   if (n <= 0 || strlen(f->build_id) != 2 * (size_t)n)
      return false;
   for (int i = 0; i < n; i++) {
      snprintf(digits, sizeof digits, "%02x", bits[i]);
      if (strncmp(f->build_id + 2 * i, digits, 2) != 0)
         return false;
   }
   return true;
}

static void open_file(DwarfFile* f)
{
   static char* no_path;
   static const Dwfl_Callbacks callbacks = {
      .find_elf = dwfl_build_id_find_elf, .find_debuginfo = dwfl_standard_find_debuginfo,
      .section_address = dwfl_offline_section_address, .debuginfo_path = &no_path
   };
   f->dwfl = dwfl_begin(&callbacks);
   if (f->dwfl == NULL)
      return;
   f->module = dwfl_report_offline(f->dwfl, f->path, f->path, -1);
   dwfl_report_end(f->dwfl, NULL, NULL);
   if (f->module != NULL && dwfl_module_getelf(f->module, &f->bias) != NULL && has_build_id(f))
      f->dwarf = dwfl_module_getdwarf(f->module, &f->dwarf_bias);
}

const DwarfFile* dwarf_file(DwarfFiles* files, const char* path, const char* build_id)
{
   if (path == NULL || build_id == NULL)
      return NULL;
   for (DwarfFile* f = *files; f != NULL; f = f->next)
      if (strcmp(f->path, path) == 0 && strcmp(f->build_id, build_id) == 0)
         return f->dwarf != NULL ? f : NULL;
   DwarfFile* f = calloc(1, sizeof *f);
   if (f == NULL)
      abort();
   f->next     = *files;
   f->path     = strdup(path);
   f->build_id = strdup(build_id);
   *files      = f;
   unsetenv("DEBUGINFOD_URLS"); /* nobody waits for the net at the end of a run */
   open_file(f);
   return f->dwarf != NULL ? f : NULL;
}

void dwarf_files_close(DwarfFiles* files)
{
   while (*files != NULL) {
      DwarfFile* f = *files;
      *files = f->next;
      if (f->dwfl != NULL)
         dwfl_end(f->dwfl);
      free(f->path);
      free(f->build_id);
      free(f);
   }
}

/* ---- Scopes ---- */

/* The unit of the code at `pc`. Not every compiler writes the table of addresses (clang does
   not), so each unit is asked. */
static bool find_unit(const DwarfFile* f, Dwarf_Addr pc, Dwarf_Die* unit)
{
   Dwarf_CU* cu = NULL;
   Dwarf_CU* next;
   Dwarf_Die part;
   while (dwarf_get_units(f->dwarf, cu, &next, NULL, NULL, unit, &part) == 0) {
      if (dwarf_haspc(unit, pc) > 0) {
         if (dwarf_tag(unit) == DW_TAG_skeleton_unit)
            *unit = part; /* -gsplit-dwarf */
         return unit->addr != NULL;
      }
      cu = next;
   }
   return false;
}

bool is_function(Dwarf_Die* die)
{
   return dwarf_tag(die) == DW_TAG_subprogram || dwarf_tag(die) == DW_TAG_inlined_subroutine;
}

/* dwarf_getscopes goes on from an inlined function to where that was declared,
   dwarf_getscopes_die to where it was inlined. */
Scopes scopes_at(const DwarfFile* f, Dwarf_Addr addr)
{
   Scopes     result = { NULL, 0 };
   Dwarf_Die  unit;
   Dwarf_Die* inner = NULL;
   Dwarf_Addr pc    = addr + f->bias - f->dwarf_bias;
   if (!find_unit(f, pc, &unit) || dwarf_getscopes(&unit, pc, &inner) <= 0)
      return result;
   int n = dwarf_getscopes_die(&inner[0], &result.dies);
   free(inner);
   for (int i = 0; i < n && result.n == 0; i++)
      if (dwarf_tag(&result.dies[i]) == DW_TAG_subprogram)
         result.n = i + 1;
   if (result.n == 0)
      scopes_free(&result);
   return result;
}

void scopes_free(Scopes* s)
{
   free(s->dies);
   *s = (Scopes){ NULL, 0 };
}

/* ---- Frames ---- */

static Dwarf_Frame* rule_of(Dwarf_CFI* cfi, Dwarf_Addr pc)
{
   Dwarf_Frame* frame;
   return cfi != NULL && dwarf_cfi_addrframe(cfi, pc, &frame) == 0 ? frame : NULL;
}

Dwarf_Frame* frame_rule(const DwarfFile* f, Dwarf_Addr addr)
{
   Dwarf_Addr   bias  = 0;
   Dwarf_CFI*   cfi   = dwfl_module_eh_cfi(f->module, &bias);
   Dwarf_Frame* frame = rule_of(cfi, addr + f->bias - bias);
   if (frame != NULL)
      return frame;
   cfi = dwfl_module_dwarf_cfi(f->module, &bias);
   return rule_of(cfi, addr + f->bias - bias);
}
