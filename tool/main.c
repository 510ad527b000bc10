/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A tool that does nothing, for the build. */
#include "base/base.h"
#include "pub_tool_tooliface.h" // VG_(basic_tool_funcs) ...

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
}

VG_DETERMINE_INTERFACE_VERSION(pre_clo_init)
