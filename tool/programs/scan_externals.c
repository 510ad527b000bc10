/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds calls of C functions in code made by ocamlopt, by the few sequences that
   it emits (asmcomp/amd64/emit.mlp, Iextcall):

      allocating   lea f(%rip),%rax | mov f@GOTPCREL(%rip),%rax | mov $f,%rax
                   call caml_c_call (5.x also: caml_c_call_stack_args)
      noalloc      call f

   No instruction is decoded beyond that: every byte e8 in OCaml code is tried as
   a call. One that is no call is taken for one only if its four bytes lead to
   the very beginning of a named function outside OCaml code. */
#include "scan_externals.h"
#include "scan_names.h"
#include "scan_origin.h"
#include "scan_runtime.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
   uint64_t lo, hi;
   bool     own;  /* the runtime's assembly: no OCaml code calls from there */
} Range;

typedef struct {
   const ElfImage  *image;
   Range           *ocaml;       /* OCaml code and the runtime's assembly, by address */
   size_t           ocaml_count;
   Externals       *out;
   size_t           room;
   const ElfSymbol *last;        /* symbol of out->all[last_at]: most calls repeat */
   size_t           last_at;
} Search;

/* ---- where OCaml code is ---- */

static size_t unit_length(const char *symbol) {
   const char *end = strstr(symbol, "code_begin");
   for (const char *p = end; p != NULL; p = strstr(p + 1, "code_begin"))
      end = p;
   return end - symbol;
}

static const ElfSymbol *end_of_unit(const ElfImage *im, const char *begin, char *name, size_t room) {
   const size_t n = unit_length(begin);
   if (n + sizeof "code_end" > room)
      return NULL;
   memcpy(name, begin, n);
   memcpy(name + n, "code_end", sizeof "code_end");
   return elf_find_defined(im, name);
}

static void find_ranges(Search *s) {
   char name[4096];
   for (size_t i = 0; i < s->image->symbol_count; i++) {
      const ElfSymbol *b = &s->image->symbols[i];
      if (!b->defined || !runtime_code_begin(b->name))
         continue;
      const ElfSymbol *e = end_of_unit(s->image, b->name, name, sizeof name);
      const uint64_t seen = s->ocaml_count ? s->ocaml[s->ocaml_count - 1].hi : 0;
      if (e == NULL || e->addr <= b->addr || e->addr <= seen)
         continue;
      s->ocaml = checked_realloc(s->ocaml, s->ocaml_count + 1, sizeof *s->ocaml);
      s->ocaml[s->ocaml_count++] =
         (Range){seen > b->addr ? seen : b->addr, e->addr, runtime_own_code(b->name)};
   }
}

static bool in_ocaml(const Search *s, uint64_t addr) {
   size_t lo = 0, hi = s->ocaml_count;
   while (lo < hi) {
      const size_t mid = lo + (hi - lo) / 2;
      if (s->ocaml[mid].hi <= addr)
         lo = mid + 1;
      else
         hi = mid;
   }
   return lo < s->ocaml_count && s->ocaml[lo].lo <= addr;
}

/* ---- what an operand names ---- */

static uint64_t relative(Bytes code, uint64_t addr, size_t at) {
   int32_t d;
   memcpy(&d, code.data + at, sizeof d);
   return addr + at + sizeof d + (int64_t)d;
}

static const ElfSymbol *function_in_slot(const ElfImage *im, uint64_t slot) {
   const ElfReloc *r = elf_slot(im, slot);
   if (r != NULL && r->symbol != NULL)
      return r->symbol->defined ? elf_at(im, r->symbol->addr) : r->symbol;
   uint64_t addr = r ? r->addend : 0;
   const Bytes b = r ? (Bytes){NULL, 0} : elf_bytes(im, slot);
   if (b.size >= sizeof addr)
      memcpy(&addr, b.data, sizeof addr);
   return addr ? elf_at(im, addr) : NULL;
}

/* The function at `addr`; where a PLT entry stands there, the one it jumps to:
   [endbr64] [bnd] jmp *slot(%rip). */
static const ElfSymbol *function_at(const ElfImage *im, uint64_t addr) {
   const ElfSymbol *s = elf_at(im, addr);
   if (s != NULL)
      return s;
   const Bytes b = elf_bytes(im, addr);
   size_t at = b.size >= 4 && memcmp(b.data, "\xf3\x0f\x1e\xfa", 4) == 0 ? 4 : 0;
   if (at < b.size && b.data[at] == 0xf2)
      at++;
   if (b.size < at + 6 || b.data[at] != 0xff || b.data[at + 1] != 0x25)
      return NULL;
   return function_in_slot(im, relative(b, addr, at + 2));
}

/* The function that is put into rax just before `at`. */
static const ElfSymbol *function_in_rax(const ElfImage *im, Bytes code, uint64_t addr, size_t at) {
   if (at >= 7) {
      const unsigned char *p = code.data + at - 7;
      if (memcmp(p, "\x48\x8d\x05", 3) == 0)
         return function_at(im, relative(code, addr, at - 4));
      if (memcmp(p, "\x48\x8b\x05", 3) == 0)
         return function_in_slot(im, relative(code, addr, at - 4));
      int32_t imm;
      memcpy(&imm, p + 3, sizeof imm);
      if (memcmp(p, "\x48\xc7\xc0", 3) == 0)
         return function_at(im, (int64_t)imm);
   }
   uint64_t imm;
   if (at < 10 || memcmp(code.data + at - 10, "\x48\xb8", 2) != 0)
      return NULL;
   memcpy(&imm, code.data + at - 8, sizeof imm);
   return function_at(im, imm);
}

/* ---- the search ---- */

static External *external_of(Search *s, const ElfSymbol *symbol) {
   Externals *out = s->out;
   if (symbol == s->last)
      return &out->all[s->last_at];
   size_t i = 0;
   while (i < out->count && strcmp(out->all[i].name, symbol->name) != 0)
      i++;
   if (i == out->count) {
      if (out->count == s->room)
         out->all = checked_realloc(out->all, s->room = s->room ? 2 * s->room : 64, sizeof *out->all);
      out->all[out->count++] =
         (External){.name = symbol->name, .origin = origin_of_symbol(s->image, symbol)};
   }
   s->last = symbol;
   s->last_at = i;
   return &out->all[i];
}

static void record(Search *s, const ElfSymbol *symbol, bool noalloc) {
   External *e = external_of(s, symbol);
   e->calls++;
   e->noalloc += noalloc;
}

static bool is_c_call(const ElfSymbol *f) {
   return strcmp(f->name, "caml_c_call") == 0 || strcmp(f->name, "caml_c_call_stack_args") == 0;
}

/* Functions of the runtime's assembly, which OCaml code of a plugin finds through
   the PLT: no primitives. */
static bool is_glue(const ElfSymbol *f) {
   static const char *const names[] = {
      "caml_call_gc", "caml_alloc1", "caml_alloc2", "caml_alloc3", "caml_allocN", "caml_raise_exn",
      "caml_ml_array_bound_error", "caml_call_realloc_stack", "caml_perform", "caml_reperform",
      "caml_resume", "caml_runstack", "caml_tsan_exit_on_raise_asm"};
   for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
      if (strcmp(f->name, names[i]) == 0)
         return true;
   return false;
}

/* A function of another unit, as camlStdlib__List__map_84. */
static bool is_ocaml_function(const ElfSymbol *f) {
   return strncmp(f->name, "caml", 4) == 0 && isupper((unsigned char)f->name[4]);
}

static bool is_function(const ElfSymbol *f) {
   return !f->defined || (f->code && (f->type == STT_FUNC || f->type == STT_NOTYPE || f->type == STT_GNU_IFUNC));
}

/* The byte at `at` is e8: is it a call of C? */
static void try_call(Search *s, Bytes code, uint64_t addr, size_t at) {
   const uint64_t target = relative(code, addr, at + 1);
   const ElfSymbol *f = function_at(s->image, target);
   if (f == NULL || !is_function(f))
      return;
   if (is_c_call(f)) {
      const ElfSymbol *primitive = function_in_rax(s->image, code, addr, at);
      if (primitive == NULL)
         s->out->unnamed++;
      else
         record(s, primitive, false);
   } else if (!in_ocaml(s, target) && !is_glue(f) && !is_ocaml_function(f)) {
      record(s, f, true);
   }
}

static void search_range(Search *s, Range r) {
   Bytes code = elf_bytes(s->image, r.lo);
   if (code.size > r.hi - r.lo)
      code.size = r.hi - r.lo;
   for (size_t at = 0; at + 5 <= code.size; at++) {
      const unsigned char *p = memchr(code.data + at, 0xe8, code.size - at - 4);
      if (p == NULL)
         return;
      at = p - code.data;
      try_call(s, code, r.lo, at);
   }
}

static int by_external_name(const void *a, const void *b) {
   return strcmp(((const External *)a)->name, ((const External *)b)->name);
}

static void sort(Externals *out) {
   if (out->count > 0)
      qsort(out->all, out->count, sizeof *out->all, by_external_name);
}

void externals_of_code(const ElfImage *im, Externals *out) {
   Search s = {.image = im, .out = out};
   find_ranges(&s);
   for (size_t i = 0; i < s.ocaml_count; i++)
      if (!s.ocaml[i].own)
         search_range(&s, s.ocaml[i]);
   free(s.ocaml);
   sort(out);
}

void externals_of_names(const Names *names, Externals *out) {
   out->all = checked_calloc(names->count, sizeof *out->all);
   for (size_t i = 0; i < names->count; i++)
      out->all[out->count++] = (External){.name = names->names[i], .origin = origin_of_name(names->names[i])};
   sort(out);
}

void externals_free(Externals *out) {
   free(out->all);
   *out = (Externals){0};
}

size_t externals_count(const Externals *out, Origin origin) {
   size_t n = 0;
   for (size_t i = 0; i < out->count; i++)
      n += out->all[i].origin == origin;
   return n;
}
