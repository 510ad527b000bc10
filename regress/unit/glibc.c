/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of glibc against the glibc of this machine: each wrong release is done
   in a child, whose words and end must be those that the model tells. Skipped with
   another glibc than the one that the model is of. */
#include "check/glibc.h"
#include "tap.h"

#include <gnu/libc-version.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/wait.h>
#include <unistd.h>

#define MODELLED "2.36"

/* What a child said and how it ended: its words, "SIGSEGV", "silent". */
static char ended[256];

static void wrong_free(void (*act)(void*), void* what)
{
   int p[2], status;
   fflush(stdout);
   if (pipe(p) != 0)
      abort();
   const pid_t child = fork();
   if (child == 0) {
      dup2(p[1], 2);
      close(p[1]);
      act(what);
      _exit(0);
   }
   close(p[1]);
   ssize_t n = read(p[0], ended, sizeof ended - 1);
   ended[n > 0 ? n : 0] = '\0';
   close(p[0]);
   waitpid(child, &status, 0);
   ended[strcspn(ended, "\n")] = '\0';
   if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV)
      strcpy(ended, "SIGSEGV");
   else if (WIFEXITED(status))
      strcpy(ended, WEXITSTATUS(status) == 0 ? "silent" : "not the chunk");
}

/* Do the words of the verdict tell of this end? */
static int agrees(GlibcVerdict v)
{
   const HChar* words = SC_(glibc_words)(v);
   if (v == GLIBC_SEGV)
      return strcmp(ended, "SIGSEGV") == 0;
   if (v == GLIBC_SILENT)
      return strcmp(ended, "silent") == 0;
   if (v == GLIBC_PREV && strcmp(ended, "double free or corruption (top)") == 0)
      return 1;
   return ended[0] != '\0' && strcmp(ended, "silent") != 0 && strstr(words, ended) != NULL;
}

static void twice(void* bytes)
{
   void* volatile p = malloc(*(size_t*)bytes);
   free(p);
   free(p);
}

static void double_frees(void)
{
   static const size_t sizes[] = { 0, 1, 24, 25, 100, 1000, 1031, 1032, 1033, 1040, 5000, 100000,
                                   131048, 131056, 131057, 131064, 131065, 131072, 200000, 1 << 22 };
   for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
      size_t n = sizes[i];
      wrong_free(twice, &n);
      const GlibcVerdict v = SC_(glibc_double_free)(n);
      if (!agrees(v))
         printf("# free twice of %zu bytes: %s; the model: %s\n", n, ended, SC_(glibc_words)(v));
      CHECK(agrees(v));
   }
}

typedef struct {
   char*  p;
   size_t size_word;
} Foreign;

static void foreign(void* opaque)
{
   const Foreign* f = opaque;
   free(malloc(100)); /* a process whose malloc has been used, as all are */
   memcpy(f->p - 8, &f->size_word, 8);
   void* volatile p = f->p;
   free(p);
}

/* After a silent free the next malloc of the size told is given the chunk. */
static void foreign_then_malloc(void* opaque)
{
   const Foreign* f = opaque;
   foreign(opaque);
   if (malloc(SC_(glibc_next_malloc)(f->size_word)) != f->p)
      _exit(1);
}

static void foreign_frees(void)
{
   /* Headers of OCaml blocks (wosize << 10 | colour << 8 | tag), and chance words. */
   static const size_t words[] = {
      0, 0x8, 0x10, 0x18, 0x20, 0x21, 0x28, 0x30, 0x400, 0x408, 0x410, 0x418, 0x420, 0x700, 0x7f7,
      0x4fc, 0x6fc, 0x8ff, 0xcff, 0x8fc, 0xfd, 0x4fd, 0xbf7, 0xff0, 0x1000, 0x1400, 0x4000, 0x14f0,
      0x14f2, 0x14f4, 0x7ffff0, 0x7fffffffffffff00, 0xfffffffffffffff0, 0x41414141414141, 0x55d01234abc0
   };
   char* area = mmap(NULL, 1 << 24, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
      for (unsigned offset = 0; offset <= 8; offset += 8) {
         Foreign f = { area + (1 << 16) + offset, words[i] };
         const GlibcVerdict v = SC_(glibc_foreign_free)((Addr)f.p, f.size_word);
         wrong_free(v == GLIBC_SILENT ? foreign_then_malloc : foreign, &f);
         if (!agrees(v))
            printf("# free at +%u of size word 0x%zx: %s; the model: %s\n", offset, words[i], ended,
                   SC_(glibc_words)(v));
         CHECK(agrees(v));
      }
}

/* A word that says "not of the main arena" leads to the address below, aligned to 64 MB: where the kernel
   has put the program, that may be its own memory. So it is run where nothing is. */
static void leave_nothing_to_chance(char **argv)
{
   const int now = personality(0xFFFFFFFF);
   if (now != -1 && !(now & ADDR_NO_RANDOMIZE) && personality((unsigned long)now | ADDR_NO_RANDOMIZE) != -1)
      execv("/proc/self/exe", argv);
}

int main(int argc, char **argv)
{
   (void)argc;
   leave_nothing_to_chance(argv);
   if (strcmp(gnu_get_libc_version(), MODELLED) != 0) {
      printf("1..0 # SKIP glibc %s is not the one of the model, " MODELLED "\n",
             gnu_get_libc_version());
      return 77;
   }
   double_frees();
   foreign_frees();
   return tap_done();
}
