/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's accesses. The registers still hold what the call was given, and their tags;
   afterwards the first holds its result. */
#include "guest/kernel.h"

#include "guest/access_rules.h"
#include "guest/store_rules.h"
#include "guest/transition.h"
#include "guest/value.h"
#include "heap/region.h"
#include "provenance/shadow.h"
#include "pub_tool_machine.h" // VG_(get_shadow_regs_area)
#include "runtime/value.h"

enum { ARGUMENTS = 4 };

static UWord register_at(ThreadId tid, PtrdiffT offset, Int shadow)
{
   UWord word;
   VG_(get_shadow_regs_area)(tid, (UChar*)&word, shadow, offset, sizeof word);
   return word;
}

/* The first arguments of which one is `word`, and has a tag if `tag` is asked for: which tag.
   False when there is none. */
static Bool is_argument(ThreadId tid, UWord word, Tag* tag)
{
   static const PtrdiffT arguments[ARGUMENTS] = {
      offsetof(VexGuestAMD64State, guest_RDI), offsetof(VexGuestAMD64State, guest_RSI),
      offsetof(VexGuestAMD64State, guest_RDX), offsetof(VexGuestAMD64State, guest_R10)
   };
   for (UInt i = 0; i < ARGUMENTS; i++) {
      if (register_at(tid, arguments[i], 0) != word)
         continue;
      if (tag)
         *tag = register_at(tid, arguments[i], 1);
      if (!tag || *tag != 0)
         return True;
   }
   return False;
}

/* All bytes from the very address of a block on. */
static void check_whole(Addr addr, SizeT bytes, Tag t, Bool written)
{
   const Access a = { .addr = addr + bytes - 1, .base = addr, .bytes = 1, .written = written };
   if (!SC_(tag_is_stale)(t) && !(t & TAG_DERIVED))
      SC_(rules_block_access)(&a);
}

void SC_(kernel_accesses)(ThreadId tid, Addr addr, SizeT bytes, Bool writes)
{
   Tag t;
   if (bytes == 0 || !SC_(in_stub)() || !SC_(in_heap)(addr) || !is_argument(tid, addr, &t))
      return;
   SC_(address_used)(addr, t, (bytes < 0xFF ? bytes : 0xFF) | ACCESS_NEUTRAL | (writes ? ACCESS_WRITES : 0));
   if (!writes && is_argument(tid, bytes, NULL))
      check_whole(addr, bytes, t, False);
}

/* Paths and names: how long they are nobody says. */
void SC_(kernel_reads_string)(ThreadId tid, Addr addr)
{
   Tag t;
   if (!SC_(in_stub)() || !SC_(in_heap)(addr) || !is_argument(tid, addr, &t))
      return;
   SC_(address_used)(addr, t, 1 | ACCESS_NEUTRAL);
   SC_(rules_string_read)(addr, t, "a system call", 0);
}

/* Of some calls Valgrind only guesses how much they write: not of those that return it. */
void SC_(kernel_wrote)(ThreadId tid, Addr addr, SizeT bytes)
{
   Tag t;
   if (bytes == 0 || !SC_(in_stub)() || register_at(tid, offsetof(VexGuestAMD64State, guest_RAX), 0) != bytes)
      return;
   if (SC_(in_heap)(addr) && is_argument(tid, addr, &t))
      check_whole(addr, bytes, t, True);
   for (Addr a = (addr + 7) & ~7UL; a + WORD_BYTES <= addr + bytes; a += WORD_BYTES)
      if (SC_(shadow_get)(a) == TAG_BEHIND) {
         SC_(behind_used)(a, True);
         return;
      }
}
