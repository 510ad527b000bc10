/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hashes of identities against FNV-1a's published vectors; sites read back from
   Valgrind's descriptions. What asks the core is stood in for by nothing. */
#include "report/identity.h"
#include "report/inlined.h"
#include "native.h"
#include "tap.h"

#include "pub_tool_debuginfo.h"
#include "pub_tool_options.h"

Bool VG_(clo_xml);
InlIPCursor* VG_(new_IIPC)(DiEpoch ep, Addr ip) { return NULL; }
Bool VG_(next_IIPC)(InlIPCursor* cursor) { return False; }
void VG_(delete_IIPC)(InlIPCursor* cursor) {}
const HChar* VG_(describe_IP)(DiEpoch ep, Addr ip, const InlIPCursor* cursor) { return ""; }

XArray* SC_(frames_of)(const ExeContext* where, const Document* d) { return NULL; }
void    SC_(frames_delete)(XArray* frames) {}
const Frame* SC_(blamed_frame)(const XArray* frames) { return NULL; }

static void hashes(void)
{
   HChar hash[9];
   CHECK(SC_(fnv1a)("") == 0xcbf29ce484222325ull);
   CHECK(SC_(fnv1a)("a") == 0xaf63dc4c8601ec8cull);
   CHECK(SC_(fnv1a)("foobar") == 0x85944171f73967e8ull);
   SC_(identity_hash)("foobar", hash);
   CHECK_TEXT(hash, "85944171");
   HChar* site = SC_(identity_of_site)(NULL);
   CHECK_TEXT(site, "?");
   VG_(free)(site);
}

static void site(const HChar* text, const HChar* fn, const HChar* file, UInt line)
{
   Site s = SC_(site_of_text)(text);
   CHECK_TEXT(s.fn ? s.fn : "-", fn);
   CHECK_TEXT(s.file ? s.file : "-", file);
   CHECK(s.line == line);
   VG_(free)(s.fn);
   VG_(free)(s.file);
}

int main(void)
{
   hashes();
   site("0x1234: own (stubs.c:40)", "own", "stubs.c", 40);
   site("0x1234: own (in /lib/x.so)", "own", "-", 0);
   site("0x1234: own (in /lib/a:b.so)", "own", "-", 0);
   site("0x1234: ns::f(int, char (*)(int)) (a.cc:7)", "ns::f(int, char (*)(int))", "a.cc", 7);
   site("0x1234: ??? (a.c:7)", "-", "a.c", 7);
   site("0x1234: ???", "-", "-", 0);
   site("", "-", "-", 0);
   CHECK(native_live_blocks() == 0);
   return tap_done();
}
