/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A reader of ELF64 files that loads the tables it needs and nothing else.

   Invariant: an ElfFile holds only tables that lay wholly inside the file, and
   every string table has a NUL of ours after its last byte; so whatever offset
   passes the bounds check of a table yields a proper string. */
#include "runtime/elf.h"

#include <elf.h>                  // Elf64_Ehdr, constants: a header without code
#include "pub_tool_libcfile.h"    // VG_(open), VG_(read), VG_(lseek)
#include "pub_tool_vki.h"         // VKI_O_RDONLY

/* A table that is larger is no symbol table but an attempt on our memory. */
#define TABLE_MAX (512UL * 1024 * 1024)

typedef struct {
   UChar* bytes; /* NULL: not there, or not inside the file */
   SizeT  size;
} Table;

/* Of Elf64_Sym, and their names. */
typedef struct {
   Table entries;
   Table names;
} Symbols;

struct ElfFile {
   Elf64_Half type;         /* ET_EXEC, ET_DYN ... */
   Bool       has_interp;
   Bool       is_pie;       /* DF_1_PIE */
   SizeT      tls_bytes, tls_align; /* PT_TLS; 0: none */
   Bool       has_symtab;
   Elf64_Shdr* sections;
   UWord      n_sections;
   Table      section_names;
   Symbols    dynamic;      /* .dynsym */
   Symbols    symbols;      /* .symtab; without one, the same as `dynamic` */
   Table      plt_relocations; /* of Elf64_Rela; they refer to `dynamic` */
   HChar*     build_id;
};

/* The open file, while elf_open runs. */
typedef struct {
   Int   fd;
   ULong size;
} Input;

static Bool read_at(const Input* in, void* buffer, SizeT n, ULong offset)
{
   UChar* to = buffer;
   if (offset > in->size || n > in->size - offset)
      return False;
   if (VG_(lseek)(in->fd, (Off64T)offset, VKI_SEEK_SET) != (Off64T)offset)
      return False;
   while (n > 0) {
      const Int want = n > 0x10000000 ? 0x10000000 : (Int)n;
      const Int got = VG_(read)(in->fd, to, want);
      if (got <= 0)
         return False;
      to += got;
      n -= (SizeT)got;
   }
   return True;
}

/* The bytes at [offset, offset+size) with a NUL after them. The caller frees
   them. */
static Table read_table(const Input* in, ULong offset, ULong size)
{
   Table t = { NULL, 0 };
   if (size == 0 || size > TABLE_MAX || offset > in->size || size > in->size - offset)
      return t;
   t.bytes = VG_(malloc)("sc.elf.table", size + 1);
   t.bytes[size] = '\0';
   t.size = size;
   if (!read_at(in, t.bytes, size, offset)) {
      VG_(free)(t.bytes);
      t.bytes = NULL;
      t.size = 0;
   }
   return t;
}

static Table read_section(const Input* in, const Elf64_Shdr* s)
{
   const Table none = { NULL, 0 };
   return s->sh_type == SHT_NOBITS ? none : read_table(in, s->sh_offset, s->sh_size);
}

/* "" when the offset is bad. */
static const HChar* string_at(const Table* t, ULong offset)
{
   return offset < t->size ? (const HChar*)t->bytes + offset : "";
}

static const HChar* section_name(const ElfFile* f, const Elf64_Shdr* s)
{
   return string_at(&f->section_names, s->sh_name);
}

static const Elf64_Shdr* find_section(const ElfFile* f, const HChar* name)
{
   for (UWord i = 0; i < f->n_sections; i++)
      if (VG_(strcmp)(section_name(f, &f->sections[i]), name) == 0)
         return &f->sections[i];
   return NULL;
}

static const Elf64_Shdr* find_section_of_type(const ElfFile* f, Elf64_Word type)
{
   for (UWord i = 0; i < f->n_sections; i++)
      if (f->sections[i].sh_type == type)
         return &f->sections[i];
   return NULL;
}

/* A constant text on what is wrong with the header, or NULL. */
static const HChar* bad_header(const Input* in, Elf64_Ehdr* h)
{
   if (!read_at(in, h, sizeof *h, 0))
      return "it is too short for an ELF file";
   if (VG_(memcmp)(h->e_ident, ELFMAG, SELFMAG) != 0)
      return "it is not an ELF file";
   if (h->e_ident[EI_CLASS] != ELFCLASS64 || h->e_ident[EI_DATA] != ELFDATA2LSB
       || h->e_machine != EM_X86_64)
      return "it is not an x86-64 ELF file";
   if (h->e_type != ET_EXEC && h->e_type != ET_DYN)
      return "it is neither an executable nor a shared object";
   return NULL;
}

static void read_program_headers(ElfFile* f, const Input* in, const Elf64_Ehdr* h)
{
   if (h->e_phentsize != sizeof(Elf64_Phdr))
      return;
   Table t = read_table(in, h->e_phoff, (ULong)h->e_phnum * sizeof(Elf64_Phdr));
   const Elf64_Phdr* p = (const Elf64_Phdr*)t.bytes;
   for (UWord i = 0; i < t.size / sizeof *p; i++)
      if (p[i].p_type == PT_INTERP)
         f->has_interp = True;
      else if (p[i].p_type == PT_TLS) {
         f->tls_bytes = p[i].p_memsz;
         f->tls_align = p[i].p_align;
      }
   VG_(free)(t.bytes);
}

/* False when the headers that the file announces are not in it. A file without
   any is fine: it has no symbols. */
static Bool read_section_headers(ElfFile* f, const Input* in, const Elf64_Ehdr* h)
{
   Elf64_Shdr first;
   if (h->e_shoff == 0)
      return True;
   if (h->e_shentsize != sizeof first || !read_at(in, &first, sizeof first, h->e_shoff))
      return False;
   /* Large numbers stand in the first header (gABI, "extended numbering"). */
   const ULong n = h->e_shnum ? h->e_shnum : first.sh_size;
   const ULong names = h->e_shstrndx != SHN_XINDEX ? h->e_shstrndx : first.sh_link;
   if (n > TABLE_MAX / sizeof first)
      return False;
   Table t = read_table(in, h->e_shoff, n * sizeof first);
   if (t.bytes == NULL)
      return False;
   f->sections = (Elf64_Shdr*)t.bytes;
   f->n_sections = n;
   if (names < n)
      f->section_names = read_section(in, &f->sections[names]);
   return True;
}

static void free_symbols(Symbols* y)
{
   VG_(free)(y->entries.bytes);
   VG_(free)(y->names.bytes);
   VG_(memset)(y, 0, sizeof *y);
}

/* The symbols of the first section of that type; False when it has none. */
static Bool read_symbols(const ElfFile* f, const Input* in, Elf64_Word type, Symbols* y)
{
   const Elf64_Shdr* s = find_section_of_type(f, type);
   if (s == NULL || s->sh_entsize != sizeof(Elf64_Sym) || s->sh_link >= f->n_sections)
      return False;
   y->entries = read_section(in, s);
   y->names = read_section(in, &f->sections[s->sh_link]);
   if (y->entries.size >= 2 * sizeof(Elf64_Sym) && y->names.bytes)
      return True;
   free_symbols(y);
   return False;
}

static void read_plt_relocations(ElfFile* f, const Input* in)
{
   const Elf64_Shdr* s = find_section(f, ".rela.plt");
   if (s && s->sh_type == SHT_RELA && s->sh_entsize == sizeof(Elf64_Rela))
      f->plt_relocations = read_section(in, s);
}

static void read_dynamic(ElfFile* f, const Input* in)
{
   const Elf64_Shdr* s = find_section_of_type(f, SHT_DYNAMIC);
   if (s == NULL)
      return;
   Table t = read_section(in, s);
   const Elf64_Dyn* d = (const Elf64_Dyn*)t.bytes;
   for (UWord i = 0; i < t.size / sizeof *d && d[i].d_tag != DT_NULL; i++)
      if (d[i].d_tag == DT_FLAGS_1 && (d[i].d_un.d_val & DF_1_PIE))
         f->is_pie = True;
   VG_(free)(t.bytes);
}

static void read_build_id(ElfFile* f, const Input* in)
{
   static const HChar digits[] = "0123456789abcdef";
   const Elf64_Shdr* s = find_section(f, ".note.gnu.build-id");
   if (s == NULL)
      return;
   Table t = read_section(in, s);
   const Elf64_Nhdr* note = (const Elf64_Nhdr*)t.bytes;
   const SizeT start = sizeof *note + 4; /* the name is "GNU" */
   if (t.size >= start && note->n_namesz == 4 && note->n_type == NT_GNU_BUILD_ID
       && note->n_descsz <= t.size - start) {
      const UWord n = note->n_descsz;
      f->build_id = SC_(new)("sc.elf.build_id", 2 * n + 1);
      for (UWord i = 0; i < n; i++) {
         f->build_id[2 * i] = digits[t.bytes[start + i] >> 4];
         f->build_id[2 * i + 1] = digits[t.bytes[start + i] & 15];
      }
   }
   VG_(free)(t.bytes);
}

/* NULL and `*f` filled, or a constant text on what is wrong. */
static const HChar* read_all(ElfFile* f, const Input* in)
{
   Elf64_Ehdr h;
   const HChar* why = bad_header(in, &h);
   if (why)
      return why;
   f->type = h.e_type;
   read_program_headers(f, in, &h);
   if (!read_section_headers(f, in, &h))
      return "its section headers are damaged or cut off";
   read_symbols(f, in, SHT_DYNSYM, &f->dynamic);
   f->has_symtab = read_symbols(f, in, SHT_SYMTAB, &f->symbols);
   if (!f->has_symtab)
      f->symbols = f->dynamic;
   read_plt_relocations(f, in);
   read_dynamic(f, in);
   read_build_id(f, in);
   return NULL;
}

ElfFile* SC_(elf_open)(const HChar* path, const HChar** why)
{
   struct vg_stat st;
   Input in = { VG_(fd_open)(path, VKI_O_RDONLY, 0), 0 };
   if (in.fd < 0) {
      *why = "it cannot be opened";
      return NULL;
   }
   ElfFile* f = SC_(new)("sc.elf.file", sizeof *f);
   if (VG_(fstat)(in.fd, &st) != 0 || st.size < 0)
      *why = "its size cannot be read";
   else {
      in.size = (ULong)st.size;
      *why = read_all(f, &in);
   }
   VG_(close)(in.fd);
   if (*why) {
      SC_(elf_close)(f);
      return NULL;
   }
   return f;
}

void SC_(elf_close)(ElfFile* f)
{
   VG_(free)(f->sections);
   VG_(free)(f->section_names.bytes);
   if (f->has_symtab)
      free_symbols(&f->symbols);
   free_symbols(&f->dynamic);
   VG_(free)(f->plt_relocations.bytes);
   VG_(free)(f->build_id);
   VG_(free)(f);
}

void SC_(elf_symbols)(const ElfFile* f, void (*each)(const ElfSymbol*, void*), void* opaque)
{
   const Elf64_Sym* s = (const Elf64_Sym*)f->symbols.entries.bytes;
   for (UWord i = 0; i < f->symbols.entries.size / sizeof *s; i++) {
      const UChar type = ELF64_ST_TYPE(s[i].st_info);
      const ElfSymbol symbol = {
         .name = string_at(&f->symbols.names, s[i].st_name),
         .value = s[i].st_value,
         .size = s[i].st_size,
         .type = type,
         .bind = ELF64_ST_BIND(s[i].st_info),
         .absolute = s[i].st_shndx == SHN_ABS
      };
      const Bool named = *symbol.name && type != STT_SECTION;
      if (s[i].st_shndx != SHN_UNDEF && (named || type == STT_FILE))
         each(&symbol, opaque);
   }
}

Bool SC_(elf_wants)(const ElfFile* f, const HChar* prefix)
{
   const Elf64_Sym* s = (const Elf64_Sym*)f->symbols.entries.bytes;
   for (UWord i = 0; i < f->symbols.entries.size / sizeof *s; i++)
      if (s[i].st_shndx == SHN_UNDEF
          && VG_(strncmp)(string_at(&f->symbols.names, s[i].st_name), prefix, VG_(strlen)(prefix)) == 0)
         return True;
   return False;
}

void SC_(elf_plt_slots)(const ElfFile* f, void (*each)(const HChar* name, Addr slot, void*), void* opaque)
{
   const Elf64_Rela* r = (const Elf64_Rela*)f->plt_relocations.bytes;
   const Elf64_Sym* s = (const Elf64_Sym*)f->dynamic.entries.bytes;
   for (UWord i = 0; i < f->plt_relocations.size / sizeof *r; i++)
      if (ELF64_R_TYPE(r[i].r_info) == R_X86_64_JUMP_SLOT
          && ELF64_R_SYM(r[i].r_info) < f->dynamic.entries.size / sizeof *s)
         each(string_at(&f->dynamic.names, s[ELF64_R_SYM(r[i].r_info)].st_name), r[i].r_offset, opaque);
}

Bool SC_(elf_has_symtab)(const ElfFile* f)
{
   return f->has_symtab;
}

Bool SC_(elf_is_static)(const ElfFile* f)
{
   return !f->has_interp && (f->type == ET_EXEC || f->is_pie);
}

PtrdiffT SC_(elf_tls_offset)(const ElfFile* f, Addr value)
{
   const Bool executable = f->type == ET_EXEC || f->is_pie || f->has_interp;
   const SizeT align = f->tls_align ? f->tls_align : 1;
   if (!executable || value >= f->tls_bytes || (align & (align - 1)) != 0)
      return 0;
   return (PtrdiffT)value - (PtrdiffT)((f->tls_bytes + align - 1) & ~(align - 1));
}

Bool SC_(elf_has_dwarf)(const ElfFile* f)
{
   return find_section(f, ".debug_info") || find_section(f, ".zdebug_info");
}

Bool SC_(elf_section)(const ElfFile* f, const HChar* name, Addr* lo, Addr* hi)
{
   const Elf64_Shdr* s = find_section(f, name);
   if (s == NULL || !(s->sh_flags & SHF_ALLOC) || s->sh_size == 0
       || s->sh_addr + s->sh_size < s->sh_addr)
      return False;
   *lo = s->sh_addr;
   *hi = s->sh_addr + s->sh_size;
   return True;
}

void SC_(elf_code)(const ElfFile* f,
                   void (*each)(const HChar* section, Addr lo, Addr hi, void*), void* opaque)
{
   for (UWord i = 0; i < f->n_sections; i++) {
      const Elf64_Shdr* s = &f->sections[i];
      const Addr hi = s->sh_addr + s->sh_size;
      if ((s->sh_flags & SHF_ALLOC) && (s->sh_flags & SHF_EXECINSTR) && hi > s->sh_addr)
         each(section_name(f, s), s->sh_addr, hi, opaque);
   }
}

HChar* SC_(elf_build_id)(const ElfFile* f)
{
   return f->build_id ? VG_(strdup)("sc.elf.build_id", f->build_id) : NULL;
}
