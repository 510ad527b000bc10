/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A tool that does nothing, for the build. It replaces malloc all the same: the
   preload contains Valgrind's replacements, and they call the tool. */
#include "base/base.h"
#include "pub_tool_replacemalloc.h" // VG_(cli_malloc) ...
#include "pub_tool_tooliface.h"     // VG_(basic_tool_funcs) ...

static void* memalign(ThreadId tid, SizeT align, SizeT n)
{
   return VG_(cli_malloc)(align, n);
}

static void* new_aligned(ThreadId tid, SizeT n, SizeT align)
{
   return VG_(cli_malloc)(align, n);
}

static void* plain(ThreadId tid, SizeT n)
{
   return VG_(cli_malloc)(VG_(clo_alignment), n);
}

static void* zeroed(ThreadId tid, SizeT nmemb, SizeT size)
{
   void* p = VG_(cli_malloc)(VG_(clo_alignment), nmemb * size);
   VG_(memset)(p, 0, nmemb * size);
   return p;
}

static void release(ThreadId tid, void* p)
{
   VG_(cli_free)(p);
}

static void release_aligned(ThreadId tid, void* p, SizeT align)
{
   VG_(cli_free)(p);
}

static void* resized(ThreadId tid, void* p, SizeT n)
{
   void* q = plain(tid, n);
   const SizeT old = VG_(cli_malloc_usable_size)(p);
   VG_(memcpy)(q, p, old < n ? old : n);
   VG_(cli_free)(p);
   return q;
}

static SizeT usable(ThreadId tid, void* p)
{
   return VG_(cli_malloc_usable_size)(p);
}

static void post_clo_init(void)
{
}

static IRSB* instrument(VgCallbackClosure* closure, IRSB* sb, const VexGuestLayout* layout, const VexGuestExtents* extents,
                        const VexArchInfo* arch, IRType guest_word, IRType host_word)
{
   return sb;
}

static void fini(Int exit_code)
{
}

static void pre_clo_init(void)
{
   VG_(details_name)("stubcheck");
   VG_(details_version)(STUBCHECK_VERSION);
   VG_(details_description)("finds the bugs in the C stubs of OCaml programs");
   VG_(details_copyright_author)("GPL-2.0-or-later, by the authors of stubcheck.");
   VG_(details_bug_reports_to)("the authors of stubcheck");
   VG_(basic_tool_funcs)(post_clo_init, instrument, fini);
   VG_(needs_malloc_replacement)(plain, plain, new_aligned, plain, new_aligned, memalign, zeroed, release, release,
                                 release_aligned, release, release_aligned, resized, usable, 0);
}

VG_DETERMINE_INTERFACE_VERSION(pre_clo_init)
