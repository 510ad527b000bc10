/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads files: regular ones only, so that a fifo or a device cannot make the
   program wait. Knows the first bytes of formats, nothing of what follows. */
#include "scan_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *map_descriptor(int fd, Bytes *bytes) {
   struct stat st;
   if (fstat(fd, &st) != 0)
      return strerror(errno);
   if (S_ISDIR(st.st_mode))
      return "is a directory";
   if (!S_ISREG(st.st_mode))
      return "is not a regular file";
   if (st.st_size == 0)
      return "is empty";
   void *data = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
   if (data == MAP_FAILED)
      return strerror(errno);
   *bytes = (Bytes){data, st.st_size};
   return NULL;
}

const char *file_map(const char *path, Bytes *bytes) {
   const int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
   if (fd < 0)
      return strerror(errno);
   const char *why = map_descriptor(fd, bytes);
   close(fd);
   return why;
}

void file_unmap(Bytes bytes) {
   munmap((void *)bytes.data, bytes.size);
}

static bool starts_with(Bytes b, const char *text, size_t n) {
   return b.size >= n && memcmp(b.data, text, n) == 0;
}

bool file_is_elf(Bytes b) {
   return starts_with(b, "\177ELF", 4);
}

const char *file_foreign(Bytes b) {
   static const struct { const char *start; size_t n; const char *what; } formats[] = {
      {"\xcf\xfa\xed\xfe", 4, "is a Mach-O file, not an ELF file"},
      {"\xce\xfa\xed\xfe", 4, "is a Mach-O file, not an ELF file"},
      {"\xfe\xed\xfa\xcf", 4, "is a Mach-O file, not an ELF file"},
      {"\xfe\xed\xfa\xce", 4, "is a Mach-O file, not an ELF file"},
      {"\xca\xfe\xba\xbe", 4, "is a Mach-O or Java file, not an ELF file"},
      {"MZ", 2, "is a Windows (PE) file, not an ELF file"},
      {"!<arch>\n", 8, "is a static library: scan the program it is linked into"},
      {"Caml1999", 8, "is a file of the OCaml compiler: scan the program it is linked into"},
      {"#!", 2, "is a script without bytecode: scan the program that it runs"},
   };
   for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
      if (starts_with(b, formats[i].start, formats[i].n))
         return formats[i].what;
   return "is neither an ELF file nor OCaml bytecode";
}
