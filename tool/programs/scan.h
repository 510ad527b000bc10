/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stubcheck-scan knows of one file: filled by scan_elf, scan_runtime,
   scan_bytecode and scan_externals, judged by scan_verdict, shown by scan_print.
   All text belongs to the file's image or is constant, unless said otherwise. */
#ifndef SCAN_H
#define SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of a file or of a part of it. */
typedef struct {
   const unsigned char *data;
   size_t               size;
} Bytes;

typedef enum { FAMILY_NONE, FAMILY_OLD /* before 4.12 */, FAMILY_4, FAMILY_5 } Family;
typedef enum { MODE_NONE, MODE_NATIVE, MODE_BYTECODE } Mode;

typedef enum {
   ROLE_FOREIGN,   /* no OCaml in it */
   ROLE_PROGRAM,
   ROLE_PLUGIN,    /* OCaml code without a runtime: a .cmxs */
   ROLE_STUBS,     /* C that calls a runtime found elsewhere: dll*.so */
   ROLE_RUNTIME,   /* a runtime as a shared object */
   ROLE_BYTECODE   /* a file of bytecode, to be run by ocamlrun */
} Role;

typedef struct {
   Role   role;
   Family family;
   Mode   mode;
   char   version[32];     /* "4.13.1", "4.13", "5.3 or later"; "" when unknown */
   bool   version_exact;   /* read as text, not inferred from symbols */
   bool   elsewhere;       /* OCaml code is here, the runtime in a shared object */
} Runtime;

typedef enum { ORIGIN_RUNTIME, ORIGIN_UNIX, ORIGIN_THREADS, ORIGIN_STR, ORIGIN_C_LIBRARY,
               ORIGIN_STUB, ORIGIN_COUNT } Origin;

/* A C primitive: what OCaml code calls. */
typedef struct {
   const char *name;
   Origin      origin;
   unsigned    calls;    /* places in OCaml code; 0 in bytecode */
   unsigned    noalloc;  /* of these, calls that do not go through caml_c_call */
} External;

typedef struct {
   External *all;        /* by name */
   size_t    count;
   unsigned  unnamed;    /* calls through caml_c_call to functions without a name */
} Externals;

typedef struct {
   const char **names;   /* in the file's order */
   size_t       count;
} Names;

typedef struct {
   bool  present;
   char  magic[13];      /* "Caml1999X030"; "" when embedded without a trailer */
   char  interpreter[256]; /* of the #! line, "" when there is none */
   Names libraries;      /* DLLS */
   Names primitives;     /* PRIM, or the table of an interpreter */
} Bytecode;

typedef enum { SYMBOLS_NONE, SYMBOLS_DYNAMIC, SYMBOLS_ALL } SymbolCover;

typedef enum { LINK_NONE, LINK_DYNAMIC, LINK_PIE, LINK_STATIC, LINK_STATIC_PIE,
               LINK_SHARED } Linkage;

/* What an ELF file says of itself. */
typedef struct {
   bool        present;
   SymbolCover symbols;
   bool        dwarf;
   const char *debuglink;     /* or NULL */
   char        build_id[129]; /* hex; "" when there is none */
   Linkage     linkage;
   Names       needed;
} ElfFacts;

typedef struct {
   bool checkable;
   char text[512];            /* "checkable", "not checkable: why; what to do" */
} Verdict;

typedef struct {
   const char *path;
   ElfFacts    elf;
   Runtime     runtime;
   Bytecode    bytecode;
   Externals   externals;
   Verdict     verdict;
} Scan;

#endif
