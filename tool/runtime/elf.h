/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The symbols of an ELF file, read by the tool itself: Valgrind's reader keeps
   functions and sized objects only and drops what ocamlopt emits (code_begin,
   data_begin, frame tables: STT_NOTYPE). Knows ELF64 little-endian files; knows
   nothing of OCaml. A file is the client's: nothing in it is trusted. */
#ifndef SC_ELF_H
#define SC_ELF_H

#include "base/base.h"

typedef struct {
   const HChar* name;  /* valid while the file is open */
   Addr         value; /* as linked: add the object's bias */
   SizeT        size;
   UChar        type;  /* STT_NOTYPE 0, STT_OBJECT 1, STT_FUNC 2, STT_FILE 4, STT_TLS 6 ... */
   UChar        bind;  /* STB_LOCAL 0, STB_GLOBAL 1, STB_WEAK 2 */
   Bool         absolute; /* SHN_ABS: `value` is a number, not an address */
} ElfSymbol;

typedef struct ElfFile ElfFile;

/* Opens `path`; NULL when it cannot be read as ELF64 x86-64, with `*why` set to
   a constant text. The caller closes it. */
ElfFile* SC_(elf_open)(const HChar* path, const HChar** why);
void     SC_(elf_close)(ElfFile* f);

/* Calls `each` for every defined symbol that has a name, in the file's order: of
   .symtab where there is one, else of .dynsym. Before the local symbols of an
   object file comes one of type STT_FILE with the file's name, or "". */
void SC_(elf_symbols)(const ElfFile* f, void (*each)(const ElfSymbol*, void*), void* opaque);

/* Does it want a symbol from elsewhere whose name begins so? */
Bool SC_(elf_wants)(const ElfFile* f, const HChar* prefix);

/* Calls `each` for every function that it calls through its procedure linkage table: its name,
   and where the word is, as linked, that will hold its address. */
void SC_(elf_plt_slots)(const ElfFile* f, void (*each)(const HChar* name, Addr slot, void*), void* opaque);

/* Where the thread-local variable at offset `value` of the file's own block (the `value' of
   an STT_TLS symbol) lies in an executable, from the thread pointer; 0 when the file is no
   executable or has no such block. The block ends at the thread pointer, aligned (variant II
   of the ELF document on thread-local storage). */
PtrdiffT SC_(elf_tls_offset)(const ElfFile* f, Addr value);

Bool SC_(elf_has_symtab)(const ElfFile* f);
Bool SC_(elf_is_static)(const ElfFile* f);   /* no PT_INTERP and not a shared object */
Bool SC_(elf_has_dwarf)(const ElfFile* f);   /* .debug_info or .zdebug_info */

/* The address range of the section, as linked; False when there is none. */
Bool SC_(elf_section)(const ElfFile* f, const HChar* name, Addr* lo, Addr* hi);

/* Calls `each` for every section of machine code, with addresses as linked. */
void SC_(elf_code)(const ElfFile* f,
                   void (*each)(const HChar* section, Addr lo, Addr hi, void*), void* opaque);

/* Lower-case hex of the GNU build-id, or NULL. The caller frees it. */
HChar* SC_(elf_build_id)(const ElfFile* f);

#endif
