/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An x86-64 ELF file: symbols by address and by name, bytes by address, what the
   dynamic linker will put into a slot. Knows nothing of OCaml. Every number in
   the file is checked before it is used. */
#ifndef SCAN_ELF_H
#define SCAN_ELF_H

#include "scan.h"

#include <gelf.h>

typedef struct {
   const char   *name;
   uint64_t      addr;
   uint64_t      size;
   unsigned char type;    /* STT_... */
   bool          global;
   bool          defined;
   bool          code;    /* lies in an executable section */
   const char   *library; /* of an undefined symbol with a version: "libm.so.6"; else NULL */
} ElfSymbol;

typedef struct {
   uint64_t         slot;   /* address that the dynamic linker writes */
   uint64_t         addend; /* as linked: an address when `symbol` is NULL */
   const ElfSymbol *symbol; /* or NULL */
} ElfReloc;

typedef struct {
   Elf        *elf;
   Bytes       file;
   GElf_Ehdr   header;
   GElf_Phdr  *segments;  /* PT_LOAD */
   size_t      segment_count;
   ElfSymbol  *symbols;   /* .symtab's and .dynsym's, by address; undefined ones first */
   size_t      symbol_count;
   ElfSymbol **by_name;
   ElfSymbol  *dynamic;   /* .dynsym in its own order, for relocations */
   size_t      dynamic_count;
   ElfReloc   *relocs;    /* by slot */
   size_t      reloc_count;
} ElfImage;

/* NULL, or why the file cannot be read (constant text). The image points into
   `file`, which must outlive it; the caller closes it in both cases. */
const char *elf_image_open(Bytes file, ElfImage *image, ElfFacts *facts);
void        elf_image_close(ElfImage *image);

/* The symbol of that name, defined ones before undefined ones; or NULL. */
const ElfSymbol *elf_find(const ElfImage *image, const char *name);
const ElfSymbol *elf_find_defined(const ElfImage *image, const char *name);

/* A symbol at exactly `addr`, global functions first; or NULL. */
const ElfSymbol *elf_at(const ElfImage *image, uint64_t addr);

/* The bytes of the file that are loaded from `addr` on, to the segment's end in
   the file; size 0 when there are none. */
Bytes elf_bytes(const ElfImage *image, uint64_t addr);

/* What the slot at `addr` will hold, or NULL when nothing is relocated there. */
const ElfReloc *elf_slot(const ElfImage *image, uint64_t addr);

/* The bytes of the section of that name; size 0 when there is none. */
Bytes elf_section(const ElfImage *image, const char *name);

#endif
