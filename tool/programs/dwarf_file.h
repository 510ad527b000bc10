/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files with debug information, their own or in a file beside (.gnu_debuglink, build-id), and
   the scopes at an address of their code. Addresses are as the ELF file has them. Nothing here
   knows of traces. */
#ifndef DWARF_FILE_H
#define DWARF_FILE_H

#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct DwarfFile {
   struct DwarfFile* next;
   char*        path;
   char*        build_id; /* hex */
   Dwfl*        dwfl;
   Dwfl_Module* module;
   Dwarf*       dwarf;    /* NULL: not there, another file, or without debug information */
   Dwarf_Addr   bias;     /* what has to be added to its addresses for dwfl's */
   Dwarf_Addr   dwarf_bias;
} DwarfFile;

/* Files that have been asked for; NULL when none has. */
typedef DwarfFile* DwarfFiles;

/* The file `path`, if it still has that build-id and debug information is found; else NULL.
   Lives until dwarf_files_close. */
const DwarfFile* dwarf_file(DwarfFiles* files, const char* path, const char* build_id);
void             dwarf_files_close(DwarfFiles* files);

/* Blocks, inlined functions, and last the function that hold an address, innermost first. */
typedef struct {
   Dwarf_Die* dies; /* to be freed */
   int        n;    /* 0: none */
} Scopes;

Scopes scopes_at(const DwarfFile* f, Dwarf_Addr addr);
void   scopes_free(Scopes* s);

/* Is it one of a function, inlined or not? */
bool is_function(Dwarf_Die* die);

/* The rule for the frame of the code at `addr`: to be freed; NULL when there is none. */
Dwarf_Frame* frame_rule(const DwarfFile* f, Dwarf_Addr addr);

#endif
