/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Valgrind's services for tool sources that are compiled natively.

   Only what touches the outside is written here: memory, output, files, the end
   of the process. All else (XArray, OSet, VgHashTable, strings, the formatting of
   VG_(printf)) comes from the installed core archive itself, whose modules need
   no more than this. A "multiple definition" at link time tells that a test uses
   a service of a core module that reaches outside: add that service here. */
#include "native.h"

#include "pub_tool_basics.h"
#include "pub_tool_libcassert.h"
#include "pub_tool_libcprint.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_vki.h"
#include "pub_tool_libcfile.h"
#include "pub_tool_libcproc.h"

/* After Valgrind's: <sys/stat.h> makes macros of names that vki structures use. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Core functions that no tool header declares. */
UInt VG_(debugLog_vprintf)(void (*send)(HChar, void*), void* opaque, const HChar* format, va_list vargs);
SysRes VG_(pread)(Int fd, void* buf, Int count, OffT offset);
Int VG_(fcntl)(Int fd, Int cmd, Addr arg);
Int VG_(safe_fd)(Int oldfd);

/* --------------------------------------------------------------- memory */

static unsigned long live_blocks;

unsigned long native_live_blocks(void)
{
   return live_blocks;
}

static void* counted(void* p)
{
   if (!p)
      VG_(tool_panic)("out of memory");
   live_blocks++;
   return p;
}

/* Filled, so that a test does not pass by reading fresh pages. */
void* VG_(malloc)(const HChar* cc, SizeT nbytes)
{
   void* p = counted(malloc(nbytes ? nbytes : 1));
   memset(p, 0xa5, nbytes);
   return p;
}

void* VG_(calloc)(const HChar* cc, SizeT n, SizeT bytes_per_elem)
{
   return counted(calloc(n ? n : 1, bytes_per_elem ? bytes_per_elem : 1));
}

void* VG_(realloc)(const HChar* cc, void* p, SizeT size)
{
   if (!p)
      return VG_(malloc)(cc, size);
   if (size == 0) {
      VG_(free)(p);
      return NULL;
   }
   void* q = realloc(p, size);
   if (!q)
      VG_(tool_panic)("out of memory");
   return q;
}

void VG_(free)(void* p)
{
   if (p)
      live_blocks--;
   free(p);
}

HChar* VG_(strdup)(const HChar* cc, const HChar* s)
{
   return s ? strcpy(VG_(malloc)(cc, strlen(s) + 1), s) : NULL;
}

/* --------------------------------------------------------------- output */

void VG_(vcbprintf)(void (*char_sink)(HChar, void*), void* opaque, const HChar* format, va_list vargs)
{
   VG_(debugLog_vprintf)(char_sink, opaque, format, vargs);
}

static void to_file(HChar c, void* file)
{
   putc(c, file);
}

UInt VG_(vprintf)(const HChar* format, va_list vargs)
{
   return VG_(debugLog_vprintf)(to_file, stdout, format, vargs);
}

UInt VG_(vmessage)(VgMsgKind kind, const HChar* format, va_list vargs)
{
   return VG_(debugLog_vprintf)(to_file, stderr, format, vargs);
}

UInt VG_(printf)(const HChar* format, ...)
{
   va_list vargs;
   va_start(vargs, format);
   const UInt n = VG_(vprintf)(format, vargs);
   va_end(vargs);
   return n;
}

#define DEFINE_MESSAGE(name, kind)                      \
   UInt name(const HChar* format, ...)                  \
   {                                                    \
      va_list vargs;                                    \
      va_start(vargs, format);                          \
      const UInt n = VG_(vmessage)(kind, format, vargs); \
      va_end(vargs);                                    \
      return n;                                         \
   }

DEFINE_MESSAGE(VG_(umsg), Vg_UserMsg)
DEFINE_MESSAGE(VG_(dmsg), Vg_DebugMsg)
DEFINE_MESSAGE(VG_(fmsg), Vg_FailMsg)

UInt VG_(message)(VgMsgKind kind, const HChar* format, ...)
{
   va_list vargs;
   va_start(vargs, format);
   const UInt n = VG_(vmessage)(kind, format, vargs);
   va_end(vargs);
   return n;
}

void VG_(message_flush)(void)
{
   fflush(stderr);
}

/* A buffer of `size` bytes that keeps room for the NUL; `used` counts what was
   asked for, as snprintf does. */
typedef struct {
   HChar* chars;
   UInt   size;
   UInt   used;
} Buffer;

static void to_buffer(HChar c, void* opaque)
{
   Buffer* b = opaque;
   if (b->used + 1 < b->size)
      b->chars[b->used] = c;
   b->used++;
}

static UInt print_to(HChar* chars, UInt size, const HChar* format, va_list vargs)
{
   Buffer b = { chars, size, 0 };
   VG_(debugLog_vprintf)(to_buffer, &b, format, vargs);
   if (size > 0)
      chars[b.used < size ? b.used : size - 1] = '\0';
   return b.used;
}

UInt VG_(vsnprintf)(HChar* buf, Int size, const HChar* format, va_list vargs)
{
   return print_to(buf, size > 0 ? (UInt)size : 0, format, vargs);
}

UInt VG_(vsprintf)(HChar* buf, const HChar* format, va_list vargs)
{
   return print_to(buf, ~0u, format, vargs);
}

UInt VG_(snprintf)(HChar* buf, Int size, const HChar* format, ...)
{
   va_list vargs;
   va_start(vargs, format);
   const UInt n = VG_(vsnprintf)(buf, size, format, vargs);
   va_end(vargs);
   return n;
}

UInt VG_(sprintf)(HChar* buf, const HChar* format, ...)
{
   va_list vargs;
   va_start(vargs, format);
   const UInt n = VG_(vsprintf)(buf, format, vargs);
   va_end(vargs);
   return n;
}

/* ---------------------------------------------------------------- files */

static SysRes result(long r)
{
   SysRes res;
   memset(&res, 0, sizeof res);
   res._isError = r < 0;
   res._val = r < 0 ? (UWord)errno : (UWord)r;
   return res;
}

/* The int services of the core return -errno. */
static Int int_result(long r)
{
   return r < 0 ? -errno : (Int)r;
}

SysRes VG_(open)(const HChar* pathname, Int flags, Int mode)
{
   return result(open(pathname, flags, mode));
}

Int VG_(fd_open)(const HChar* pathname, Int flags, Int mode)
{
   return open(pathname, flags, mode);
}

void VG_(close)(Int fd)
{
   close(fd);
}

Int VG_(read)(Int fd, void* buf, Int count)
{
   return int_result(read(fd, buf, (size_t)count));
}

Int VG_(write)(Int fd, const void* buf, Int count)
{
   return int_result(write(fd, buf, (size_t)count));
}

SysRes VG_(pread)(Int fd, void* buf, Int count, OffT offset)
{
   return result(pread(fd, buf, (size_t)count, offset));
}

Off64T VG_(lseek)(Int fd, Off64T offset, Int whence)
{
   return lseek(fd, offset, whence);
}

static void copy_stat(struct vg_stat* to, const struct stat* from)
{
   memset(to, 0, sizeof *to);
   to->dev = from->st_dev;
   to->ino = from->st_ino;
   to->mode = from->st_mode;
   to->size = from->st_size;
}

Int VG_(fstat)(Int fd, struct vg_stat* buf)
{
   struct stat s;
   const int r = fstat(fd, &s);
   if (r == 0)
      copy_stat(buf, &s);
   return r;
}

const HChar* VG_(get_startup_wd)(void)
{
   static HChar folder[4096];
   return getcwd(folder, sizeof folder);
}

SysRes VG_(stat)(const HChar* file_name, struct vg_stat* buf)
{
   struct stat s;
   const int r = stat(file_name, &s);
   if (r == 0)
      copy_stat(buf, &s);
   return result(r);
}

Int VG_(unlink)(const HChar* file_name)
{
   return unlink(file_name);
}

Int VG_(fcntl)(Int fd, Int cmd, Addr arg)
{
   return fcntl(fd, cmd, arg);
}

Int VG_(safe_fd)(Int oldfd)
{
   return oldfd; /* natively there is no client to hide it from */
}

const HChar* VG_(basename)(const HChar* path)
{
   const HChar* slash = strrchr(path, '/');
   return slash ? slash + 1 : path;
}

/* -------------------------------------------------------------- process */

Int VG_(getpid)(void)
{
   return getpid();
}

Int VG_(getppid)(void)
{
   return getppid();
}

HChar* VG_(getenv)(const HChar* name)
{
   return getenv(name);
}

void VG_(exit)(Int status)
{
   exit(status);
}

void VG_(tool_panic)(const HChar* str)
{
   fprintf(stderr, "panic: %s\n", str);
   abort();
}

void VG_(assert_fail)(Bool is_core, const HChar* expr, const HChar* file, Int line, const HChar* fn,
                      const HChar* format, ...)
{
   fprintf(stderr, "%s:%d: %s: assertion failed: %s\n", file, line, fn, expr);
   abort();
}
