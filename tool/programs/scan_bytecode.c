/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The layout of a bytecode file is that of caml/exec.h: sections, then a table
   of (name, length) for each, then the number of sections and a magic number;
   numbers are 32-bit big-endian. */
#include "scan_bytecode.h"
#include "scan_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAGIC = 12, TRAILER = 4 + MAGIC, DESCRIPTOR = 8 };

static uint32_t big_endian(const unsigned char *p) {
   return (uint32_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
}

/* The magic number counts compiler versions since 4.08: 25. */
static void version_of_magic(const char *magic, Runtime *rt) {
   const int n = atoi(magic + 9);
   if (n >= 25 && n <= 31)
      snprintf(rt->version, sizeof rt->version, "4.%02d", n - 17);
   else if (n >= 32)
      snprintf(rt->version, sizeof rt->version, "5.%d", n - 32);
   rt->family = n >= 32 ? FAMILY_5 : n >= 29 ? FAMILY_4 : FAMILY_OLD;
}

static void read_interpreter(Bytes file, Bytecode *code) {
   if (file.size < 2 || memcmp(file.data, "#!", 2) != 0)
      return;
   const size_t room = file.size < sizeof code->interpreter ? file.size : sizeof code->interpreter;
   const unsigned char *end = memchr(file.data, '\n', room);
   if (end != NULL)
      snprintf(code->interpreter, sizeof code->interpreter, "%.*s", (int)(end - file.data - 2),
               (const char *)file.data + 2);
}

/* Walks the table from its end: the last section ends where the table begins. */
static bool read_sections(Bytes file, uint32_t count, Bytecode *code) {
   const size_t before_trailer = file.size - TRAILER;
   if (count > before_trailer / DESCRIPTOR)
      return false;
   const size_t table = before_trailer - (size_t)count * DESCRIPTOR;
   size_t end = table;
   for (uint32_t i = count; i-- > 0; ) {
      const unsigned char *d = file.data + table + (size_t)i * DESCRIPTOR;
      const uint32_t length = big_endian(d + 4);
      if (length > end)
         return false;
      end -= length;
      const Bytes section = {file.data + end, length};
      if (memcmp(d, "DLLS", 4) == 0 && code->libraries.count == 0)
         names_split(&code->libraries, section);
      else if (memcmp(d, "PRIM", 4) == 0 && code->primitives.count == 0)
         names_split(&code->primitives, section);
   }
   return true;
}

bool bytecode_read(Bytes file, Bytecode *code, Runtime *rt, const char **why) {
   *why = NULL;
   if (file.size < TRAILER || memcmp(file.data + file.size - MAGIC, "Caml1999X", 9) != 0)
      return false;
   memcpy(code->magic, file.data + file.size - MAGIC, MAGIC);
   if (strspn(code->magic + 9, "0123456789") != 3) {
      *why = "is corrupt: its bytecode magic number is unknown";
      return false;
   }
   if (!read_sections(file, big_endian(file.data + file.size - TRAILER), code)) {
      *why = "is truncated or corrupt: its bytecode sections do not fit into the file";
      return false;
   }
   code->present = true;
   read_interpreter(file, code);
   rt->mode = MODE_BYTECODE;
   if (rt->version[0] == '\0')
      version_of_magic(code->magic, rt);
   return true;
}

/* Address that the 8-byte slot at `slot` will hold; 0 when it is none. */
static uint64_t pointer_at(const ElfImage *im, uint64_t slot) {
   const ElfReloc *r = elf_slot(im, slot);
   if (r != NULL)
      return r->symbol ? r->symbol->addr : r->addend;
   const Bytes b = elf_bytes(im, slot);
   uint64_t p = 0;
   if (b.size >= sizeof p)
      memcpy(&p, b.data, sizeof p);
   return p;
}

void bytecode_read_table(const ElfImage *im, Bytecode *code) {
   const ElfSymbol *table = elf_find_defined(im, "caml_names_of_builtin_cprim");
   code->present = true;
   if (table == NULL || code->primitives.count > 0)
      return;
   size_t limit = elf_bytes(im, table->addr).size;
   if (table->size < limit)
      limit = table->size;
   for (size_t i = 0; i < limit / sizeof(uint64_t); i++) {
      const uint64_t address = pointer_at(im, table->addr + i * sizeof(uint64_t));
      if (address == 0)
         return;
      const Bytes name = elf_bytes(im, address);
      const size_t room = name.size < 256 ? name.size : 256;
      if (room == 0 || memchr(name.data, '\0', room) == NULL)
         return;
      names_add(&code->primitives, (const char *)name.data);
   }
}
