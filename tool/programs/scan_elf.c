/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads ELF files through libelf. The file may be damaged: a section that does
   not lie in the file makes the whole file unreadable; a symbol or relocation
   that makes no sense is left out. */
#include "scan_elf.h"
#include "scan_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- header, sections, segments ---- */

static const char *check_header(Bytes file, const GElf_Ehdr *h) {
   if (h->e_ident[EI_CLASS] != ELFCLASS64)
      return "is a 32-bit ELF file; stubcheck checks x86-64 programs";
   if (h->e_ident[EI_DATA] != ELFDATA2LSB || h->e_machine != EM_X86_64)
      return "is an ELF file for another machine; stubcheck checks x86-64 programs";
   if (h->e_type == ET_REL)
      return "is an object file: scan the program it is linked into";
   if (h->e_type == ET_CORE)
      return "is a core dump: scan the program that left it";
   if (h->e_type != ET_EXEC && h->e_type != ET_DYN)
      return "is an ELF file of unknown type";
   if (h->e_shoff == 0)
      return "has no section headers; stubcheck cannot find its symbols";
   if (h->e_shoff > file.size || h->e_phoff > file.size)
      return "is truncated or corrupt: its header points behind the end of the file";
   return NULL;
}

static bool section_header(Elf_Scn *s, GElf_Shdr *h) {
   return gelf_getshdr(s, h) == h;
}

static const char *check_sections(const ElfImage *im) {
   size_t count, names;
   if (elf_getshdrnum(im->elf, &count) != 0 || count == 0)
      return "is truncated or corrupt: its section table cannot be read";
   if (elf_getshdrstrndx(im->elf, &names) != 0)
      return "is corrupt: its section names cannot be read";
   for (Elf_Scn *s = NULL; (s = elf_nextscn(im->elf, s)) != NULL; ) {
      GElf_Shdr h;
      if (!section_header(s, &h))
         return "is corrupt: a section header cannot be read";
      if (h.sh_type != SHT_NOBITS && h.sh_type != SHT_NULL
          && (h.sh_offset > im->file.size || h.sh_size > im->file.size - h.sh_offset))
         return "is truncated or corrupt: a section lies behind the end of the file";
   }
   return NULL;
}

static const char *section_name(const ElfImage *im, const GElf_Shdr *h) {
   size_t names;
   const char *name = NULL;
   if (elf_getshdrstrndx(im->elf, &names) == 0)
      name = elf_strptr(im->elf, names, h->sh_name);
   return name ? name : "";
}

static Elf_Scn *find_section(const ElfImage *im, const char *name, GElf_Shdr *h) {
   for (Elf_Scn *s = NULL; (s = elf_nextscn(im->elf, s)) != NULL; )
      if (section_header(s, h) && strcmp(section_name(im, h), name) == 0)
         return s;
   return NULL;
}

Bytes elf_section(const ElfImage *im, const char *name) {
   GElf_Shdr h;
   if (find_section(im, name, &h) == NULL || h.sh_type == SHT_NOBITS)
      return (Bytes){NULL, 0};
   return (Bytes){im->file.data + h.sh_offset, h.sh_size};
}

static const char *load_segments(ElfImage *im) {
   size_t count;
   if (elf_getphdrnum(im->elf, &count) != 0 || count == 0)
      return "is truncated or corrupt: its program headers cannot be read";
   im->segments = checked_calloc(count, sizeof *im->segments);
   for (size_t i = 0; i < count; i++) {
      GElf_Phdr p;
      if (gelf_getphdr(im->elf, i, &p) == NULL)
         return "is truncated or corrupt: its program headers cannot be read";
      if (p.p_type != PT_LOAD)
         continue;
      if (p.p_offset > im->file.size || p.p_filesz > im->file.size - p.p_offset)
         return "is truncated or corrupt: a segment lies behind the end of the file";
      im->segments[im->segment_count++] = p;
   }
   return NULL;
}

Bytes elf_bytes(const ElfImage *im, uint64_t addr) {
   for (size_t i = 0; i < im->segment_count; i++) {
      const GElf_Phdr *p = &im->segments[i];
      if (addr >= p->p_vaddr && addr - p->p_vaddr < p->p_filesz) {
         const uint64_t at = addr - p->p_vaddr;
         return (Bytes){im->file.data + p->p_offset + at, p->p_filesz - at};
      }
   }
   return (Bytes){NULL, 0};
}

/* ---- symbols ---- */

static bool in_code(const ElfImage *im, uint64_t addr) {
   for (size_t i = 0; i < im->segment_count; i++) {
      const GElf_Phdr *p = &im->segments[i];
      if ((p->p_flags & PF_X) && addr >= p->p_vaddr && addr - p->p_vaddr < p->p_memsz)
         return true;
   }
   return false;
}

static Elf_Data *table_of_type(const ElfImage *im, GElf_Word type, GElf_Shdr *h) {
   for (Elf_Scn *s = NULL; (s = elf_nextscn(im->elf, s)) != NULL; )
      if (section_header(s, h) && h->sh_type == type)
         return elf_getdata(s, NULL);
   return NULL;
}

static ElfSymbol read_symbol(const ElfImage *im, const GElf_Sym *sym, GElf_Word strings) {
   const char *name = elf_strptr(im->elf, strings, sym->st_name);
   const bool defined = sym->st_shndx != SHN_UNDEF;
   return (ElfSymbol){
      .name = name ? name : "", .addr = defined ? sym->st_value : 0, .size = sym->st_size,
      .type = GELF_ST_TYPE(sym->st_info), .global = GELF_ST_BIND(sym->st_info) != STB_LOCAL,
      .defined = defined, .code = defined && in_code(im, sym->st_value),
   };
}

/* Appends the symbols of one table; returns how many. */
static size_t read_symbols(const ElfImage *im, GElf_Word type, ElfSymbol **out) {
   GElf_Shdr h;
   Elf_Data *data = table_of_type(im, type, &h);
   const size_t count = data ? data->d_size / sizeof(Elf64_Sym) : 0;
   *out = checked_calloc(count + 1, sizeof **out);
   for (size_t i = 0; i < count; i++) {
      GElf_Sym sym;
      if (gelf_getsym(data, i, &sym) != NULL)
         (*out)[i] = read_symbol(im, &sym, h.sh_link);
      else
         (*out)[i].name = "";
   }
   return count;
}

/* Fills libraries[version index] with the library that .gnu.version_r says it
   comes from. The chain only moves forward, so it ends. */
static void read_needed_versions(const ElfImage *im, const char **libraries, size_t limit) {
   GElf_Shdr h;
   Elf_Data *data = table_of_type(im, SHT_GNU_verneed, &h);
   GElf_Verneed need;
   size_t budget = data ? data->d_size / sizeof(Elf64_Vernaux) : 0;
   for (size_t at = 0; budget > 0 && at < data->d_size && gelf_getverneed(data, at, &need); at += need.vn_next) {
      const char *file = elf_strptr(im->elf, h.sh_link, need.vn_file);
      GElf_Vernaux aux;
      size_t aux_at = at + need.vn_aux;
      for (; budget > 0 && aux_at < data->d_size && gelf_getvernaux(data, aux_at, &aux); aux_at += aux.vna_next) {
         budget--;
         if (aux.vna_other < limit)
            libraries[aux.vna_other] = file;
         if (aux.vna_next == 0)
            break;
      }
      if (need.vn_next == 0)
         break;
   }
}

static void name_libraries(ElfImage *im) {
   enum { LIMIT = 0x8000 };
   GElf_Shdr h;
   Elf_Data *data = table_of_type(im, SHT_GNU_versym, &h);
   if (data == NULL)
      return;
   const char **libraries = checked_calloc(LIMIT, sizeof *libraries);
   read_needed_versions(im, libraries, LIMIT);
   for (size_t i = 0; i < im->dynamic_count; i++) {
      GElf_Versym version;
      if (!im->dynamic[i].defined && gelf_getversym(data, i, &version) != NULL)
         im->dynamic[i].library = libraries[version & (LIMIT - 1)];
   }
   free(libraries);
}

/* At one address: global before local, functions before others, public names
   (sin) before those of an implementation (__sin). */
static int by_address(const void *x, const void *y) {
   const ElfSymbol *a = x, *b = y;
   if (a->addr != b->addr)
      return a->addr < b->addr ? -1 : 1;
   if (a->global != b->global)
      return a->global ? -1 : 1;
   if ((a->type == STT_FUNC) != (b->type == STT_FUNC))
      return a->type == STT_FUNC ? -1 : 1;
   if ((a->name[0] == '_') != (b->name[0] == '_'))
      return a->name[0] == '_' ? 1 : -1;
   return strcmp(a->name, b->name);
}

static int by_name(const void *x, const void *y) {
   const ElfSymbol *a = *(ElfSymbol *const *)x, *b = *(ElfSymbol *const *)y;
   const int order = strcmp(a->name, b->name);
   return order != 0 ? order : b->defined - a->defined;
}

static void load_symbols(ElfImage *im, ElfFacts *facts) {
   ElfSymbol *all;
   const size_t full = read_symbols(im, SHT_SYMTAB, &all);
   im->dynamic_count = read_symbols(im, SHT_DYNSYM, &im->dynamic);
   name_libraries(im);
   facts->symbols = full > 1 ? SYMBOLS_ALL : im->dynamic_count > 1 ? SYMBOLS_DYNAMIC : SYMBOLS_NONE;
   const size_t total = full + im->dynamic_count;
   im->symbols = checked_calloc(total + 1, sizeof *im->symbols);
   for (size_t i = 0; i < total; i++) {
      const ElfSymbol *s = i < full ? &all[i] : &im->dynamic[i - full];
      if (s->name[0] != '\0' && s->type != STT_SECTION && s->type != STT_FILE)
         im->symbols[im->symbol_count++] = *s;
   }
   free(all);
   qsort(im->symbols, im->symbol_count, sizeof *im->symbols, by_address);
   im->by_name = checked_calloc(im->symbol_count + 1, sizeof *im->by_name);
   for (size_t i = 0; i < im->symbol_count; i++)
      im->by_name[i] = &im->symbols[i];
   qsort(im->by_name, im->symbol_count, sizeof *im->by_name, by_name);
}

const ElfSymbol *elf_find(const ElfImage *im, const char *name) {
   size_t lo = 0, hi = im->symbol_count;
   while (lo < hi) {
      const size_t mid = lo + (hi - lo) / 2;
      if (strcmp(im->by_name[mid]->name, name) < 0)
         lo = mid + 1;
      else
         hi = mid;
   }
   return lo < im->symbol_count && strcmp(im->by_name[lo]->name, name) == 0 ? im->by_name[lo] : NULL;
}

const ElfSymbol *elf_find_defined(const ElfImage *im, const char *name) {
   const ElfSymbol *s = elf_find(im, name);
   return s && s->defined ? s : NULL;
}

const ElfSymbol *elf_at(const ElfImage *im, uint64_t addr) {
   size_t lo = 0, hi = im->symbol_count;
   while (lo < hi) {
      const size_t mid = lo + (hi - lo) / 2;
      if (im->symbols[mid].addr < addr)
         lo = mid + 1;
      else
         hi = mid;
   }
   for (; lo < im->symbol_count && im->symbols[lo].addr == addr; lo++)
      if (im->symbols[lo].defined)
         return &im->symbols[lo];
   return NULL;
}

/* ---- relocations ---- */

static int by_slot(const void *x, const void *y) {
   const ElfReloc *a = x, *b = y;
   return a->slot < b->slot ? -1 : a->slot > b->slot;
}

static void add_relocs(ElfImage *im, Elf_Data *data) {
   const size_t count = data->d_size / sizeof(Elf64_Rela);
   im->relocs = checked_realloc(im->relocs, im->reloc_count + count + 1, sizeof *im->relocs);
   for (size_t i = 0; i < count; i++) {
      GElf_Rela r;
      if (gelf_getrela(data, i, &r) == NULL)
         continue;
      const size_t s = GELF_R_SYM(r.r_info);
      im->relocs[im->reloc_count++] = (ElfReloc){
         .slot = r.r_offset, .addend = r.r_addend,
         .symbol = s != 0 && s < im->dynamic_count ? &im->dynamic[s] : NULL};
   }
}

/* Only loaded tables: those that the dynamic linker applies. */
static void load_relocs(ElfImage *im) {
   for (Elf_Scn *s = NULL; (s = elf_nextscn(im->elf, s)) != NULL; ) {
      GElf_Shdr h;
      if (section_header(s, &h) && h.sh_type == SHT_RELA && (h.sh_flags & SHF_ALLOC)) {
         Elf_Data *data = elf_getdata(s, NULL);
         if (data)
            add_relocs(im, data);
      }
   }
   bool sorted = true;
   for (size_t i = 1; i < im->reloc_count && sorted; i++)
      sorted = im->relocs[i - 1].slot <= im->relocs[i].slot;
   if (!sorted)
      qsort(im->relocs, im->reloc_count, sizeof *im->relocs, by_slot);
}

const ElfReloc *elf_slot(const ElfImage *im, uint64_t addr) {
   if (im->reloc_count == 0)
      return NULL;
   const ElfReloc key = {.slot = addr};
   return bsearch(&key, im->relocs, im->reloc_count, sizeof key, by_slot);
}

/* ---- what the file says of itself ---- */

static void read_build_id(const ElfImage *im, ElfFacts *facts) {
   GElf_Shdr h;
   Elf_Scn *s = find_section(im, ".note.gnu.build-id", &h);
   Elf_Data *data = s ? elf_getdata(s, NULL) : NULL;
   GElf_Nhdr note;
   size_t name, desc;
   if (data == NULL || gelf_getnote(data, 0, &note, &name, &desc) == 0 || note.n_type != NT_GNU_BUILD_ID)
      return;
   const unsigned char *id = (const unsigned char *)data->d_buf + desc;
   for (size_t i = 0; i < note.n_descsz && 2 * i + 2 < sizeof facts->build_id; i++)
      snprintf(facts->build_id + 2 * i, 3, "%02x", id[i]);
}

static void read_debug(const ElfImage *im, ElfFacts *facts) {
   GElf_Shdr h;
   facts->dwarf = find_section(im, ".debug_info", &h) != NULL || find_section(im, ".zdebug_info", &h) != NULL;
   const Bytes link = elf_section(im, ".gnu_debuglink");
   if (link.size > 0 && memchr(link.data, '\0', link.size) != NULL)
      facts->debuglink = (const char *)link.data;
}

static void read_dynamic(const ElfImage *im, ElfFacts *facts, bool *pie) {
   GElf_Shdr h;
   Elf_Data *data = table_of_type(im, SHT_DYNAMIC, &h);
   const size_t count = data ? data->d_size / sizeof(Elf64_Dyn) : 0;
   for (size_t i = 0; i < count; i++) {
      GElf_Dyn d;
      if (gelf_getdyn(data, i, &d) == NULL || d.d_tag == DT_NULL)
         break;
      if (d.d_tag == DT_FLAGS_1)
         *pie = (d.d_un.d_val & DF_1_PIE) != 0;
      const char *name = d.d_tag == DT_NEEDED ? elf_strptr(im->elf, h.sh_link, d.d_un.d_val) : NULL;
      if (name)
         names_add(&facts->needed, name);
   }
}

static bool has_interpreter(const ElfImage *im) {
   GElf_Shdr h;
   return find_section(im, ".interp", &h) != NULL;
}

static void read_facts(const ElfImage *im, ElfFacts *facts) {
   bool pie = false;
   facts->present = true;
   read_build_id(im, facts);
   read_debug(im, facts);
   read_dynamic(im, facts, &pie);
   const bool interp = has_interpreter(im);
   if (im->header.e_type == ET_EXEC)
      facts->linkage = interp ? LINK_DYNAMIC : LINK_STATIC;
   else if (interp)
      facts->linkage = LINK_PIE;
   else
      facts->linkage = pie ? LINK_STATIC_PIE : LINK_SHARED;
}

const char *elf_image_open(Bytes file, ElfImage *im, ElfFacts *facts) {
   *im = (ElfImage){.file = file};
   elf_version(EV_CURRENT);
   im->elf = elf_memory((char *)file.data, file.size);
   if (im->elf == NULL || elf_kind(im->elf) != ELF_K_ELF || gelf_getehdr(im->elf, &im->header) == NULL)
      return "is truncated or corrupt: its ELF header cannot be read";
   const char *why = check_header(file, &im->header);
   if (why == NULL)
      why = check_sections(im);
   if (why == NULL)
      why = load_segments(im);
   if (why != NULL)
      return why;
   load_symbols(im, facts);
   load_relocs(im);
   read_facts(im, facts);
   return NULL;
}

void elf_image_close(ElfImage *im) {
   free(im->segments);
   free(im->symbols);
   free(im->by_name);
   free(im->dynamic);
   free(im->relocs);
   if (im->elf)
      elf_end(im->elf);
}
