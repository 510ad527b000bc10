/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The reader of ELF files on this very program, whole, cut off and damaged. */
#include "runtime/elf.h"

#include "native.h"
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int landmark(int x);
int landmark(int x) { return 7 * x; }

typedef struct {
   Addr  main_value, landmark_value;
   UWord symbols;
} Seen;

static void see(const ElfSymbol* s, void* opaque)
{
   Seen* seen = opaque;
   seen->symbols += strlen(s->name) + 1 > 0;
   if (strcmp(s->name, "main") == 0)
      seen->main_value = s->value;
   if (strcmp(s->name, "landmark") == 0)
      seen->landmark_value = s->value;
}

static void count_section(const HChar* name, Addr lo, Addr hi, void* opaque)
{
   if (strcmp(name, ".text") == 0 && lo < hi)
      ++*(int*)opaque;
}

static void count_slot(const HChar* name, Addr slot, void* opaque)
{
   if (strcmp(name, "fwrite") == 0 && slot != 0)
      ++*(int*)opaque;
}

int main(void);

static void test_whole(void)
{
   const HChar* why = NULL;
   Seen seen = { 0, 0, 0 };
   int texts = 0;
   Addr lo = 0, hi = 0;
   ElfFile* f = SC_(elf_open)("/proc/self/exe", &why);
   CHECK(f != NULL);
   SC_(elf_symbols)(f, see, &seen);
   CHECK(seen.main_value - seen.landmark_value == (Addr)main - (Addr)landmark);
   CHECK(SC_(elf_has_symtab)(f));
   CHECK(!SC_(elf_is_static)(f));
   CHECK(SC_(elf_section)(f, ".text", &lo, &hi) && lo <= seen.main_value && seen.main_value < hi);
   CHECK(!SC_(elf_section)(f, ".symtab", &lo, &hi)); /* not loaded: no address */
   CHECK(!SC_(elf_section)(f, ".no such", &lo, &hi));
   SC_(elf_code)(f, count_section, &texts);
   CHECK(texts == 1);
   int slots = 0;
   SC_(elf_plt_slots)(f, count_slot, &slots);
   CHECK(slots == 1);
   SC_(elf_close)(f);
}

static const char* path;

static ElfFile* open_bytes(const char* bytes, size_t n)
{
   const HChar* why;
   FILE* out = fopen(path, "wb");
   if (out == NULL || fwrite(bytes, 1, n, out) != n || fclose(out) != 0)
      abort();
   return SC_(elf_open)(path, &why);
}

/* Reads all that there is to read. True when the file was taken for ELF. */
static Bool survives(const char* bytes, size_t n)
{
   Seen seen = { 0, 0, 0 };
   Addr lo, hi;
   int slots = 0;
   ElfFile* f = open_bytes(bytes, n);
   if (f == NULL)
      return False;
   SC_(elf_symbols)(f, see, &seen);
   SC_(elf_section)(f, ".plt", &lo, &hi);
   SC_(elf_plt_slots)(f, count_slot, &slots);
   VG_(free)(SC_(elf_build_id)(f));
   SC_(elf_close)(f);
   return True;
}

static void test_damage(char* bytes, size_t n)
{
   const size_t headers = 64;
   int taken = 0;
   CHECK(survives(bytes, n));
   CHECK(!survives(bytes, 0));
   CHECK(!survives(bytes, headers - 1));
   CHECK(!survives(bytes, n - 1)); /* the section headers come last */
   for (size_t cut = 0; cut < n; cut += n / 50 + 1)
      taken += survives(bytes, cut);
   CHECK(taken == 0);
   /* Each byte of the file header and of the section headers set to 0xff. */
   unsigned long table;
   memcpy(&table, bytes + 40, sizeof table);
   for (size_t i = 0; i < headers; i++) {
      const char old = bytes[i];
      bytes[i] = (char)0xff;
      taken += survives(bytes, n);
      bytes[i] = old;
   }
   for (size_t i = table; i < n; i += 3) {
      const char old = bytes[i];
      bytes[i] = (char)0xff;
      taken += survives(bytes, n);
      bytes[i] = old;
   }
   CHECK(taken > 0); /* and none of them crashed */
}

static char* read_self(size_t* n)
{
   FILE* in = fopen("/proc/self/exe", "rb");
   if (in == NULL || fseek(in, 0, SEEK_END) != 0)
      abort();
   *n = (size_t)ftell(in);
   rewind(in);
   char* bytes = malloc(*n);
   if (fread(bytes, 1, *n, in) != *n)
      abort();
   fclose(in);
   return bytes;
}

int main(void)
{
   static char name[] = "/tmp/stubcheck-elf-XXXXXX";
   const unsigned long before = native_live_blocks();
   const HChar* why = NULL;
   size_t n;
   char* bytes = read_self(&n);
   if (mkstemp(name) < 0)
      abort();
   path = name;
   test_whole();
   CHECK(SC_(elf_open)("/no/such/file", &why) == NULL && why != NULL);
   CHECK(SC_(elf_open)("/dev/null", &why) == NULL);
   test_damage(bytes, n);
   CHECK(native_live_blocks() == before);
   remove(name);
   return tap_done();
}
