/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SC107: stores that the GC is not told of; SC108: the runtime is told to store behind a block. */
#include "check/breach.h"

#include "base/client.h"
#include "heap/block.h"
#include "heap/custom.h"
#include "heap/region.h"
#include "runtime/value.h"

static Bool breach(Breach* b, Fault fault, Certainty certainty, Addr addr, UWord word)
{
   VG_(memset)(b, 0, sizeof *b);
   b->fault = fault;
   b->certainty = certainty;
   b->addr = addr;
   b->word = word;
   return True;
}

static Bool is_young(UWord value)
{
   const Range* r = SC_(region_of)(value);
   return r && r->data == REGION_MINOR;
}

static Bool is_payload(Addr addr)
{
   Block block;
   return !SC_(block_at)(addr, &block) || block.free || addr < block.addr
          || SC_(header_tag)(block.header) >= NO_SCAN_TAG;
}

/* A generational root that is assigned must hold a block of the list that it is in. */
static Bool check_root(Addr addr, UWord value, Breach* b)
{
   const GlobalRoot* r = SC_(global_root_at)(addr);
   if (!r || !r->generational)
      return False;
   breach(b, FAULT_ROOT_ASSIGNED, DEFINITE, addr, value);
   b->root = r;
   b->origin = r->where;
   return True;
}

/* Fields of a new block are stored into directly, unless it is in the major heap and they
   point to the minor one. */
Bool SC_(check_store)(Addr addr, UWord value, Breach* b)
{
   const Range* r = SC_(region_of)(addr);
   if (!r)
      return check_root(addr, value, b);
   if (r->data == REGION_DESCRIBED)
      return False;
   const Bool missed = r->data != REGION_MINOR && is_young(value);
   if (SC_(in_new_block)(addr) ? !missed || SC_(header_tag)(SC_(new_block).header) >= NO_SCAN_TAG
                               : is_payload(addr))
      return False;
   return breach(b, FAULT_DIRECT_STORE, missed ? DEFINITE : LATENT, addr, value);
}

static Bool is_major(Addr a)
{
   const Range* r = SC_(region_of)(a);
   return r && r->data == REGION_MAJOR;
}

/* A collection that marks has to be told of what is overwritten: it relies on reaching all that was
   reachable when it began (caml_modify, memory.c). The minor heap is empty then. */
Bool SC_(check_overwrite)(Addr addr, UWord old, Breach* b)
{
   Block block;
   return is_major(addr) && is_major(old) && !SC_(in_new_block)(addr) && !is_payload(addr)
          && SC_(block_at)(old, &block) && !block.free
          && (block.addr == old || SC_(header_tag)(block.header) == TAG_CLOSURE)
          && breach(b, FAULT_DIRECT_IMMEDIATE, LATENT, addr, old);
}

Bool SC_(check_initialize)(Addr addr, Breach* b)
{
   UWord old;
   if (!SC_(in_heap)(addr) || !SC_(client_word)(addr, &old) || (old & 7) || !SC_(in_heap)(old)
       || (SC_(in_new_block)(addr) && !SC_(new_block_has)(addr)))
      return False;
   return breach(b, FAULT_INITIALIZE_LIVE, DEFINITE, addr, old);
}

/* Has one of the words before `addr` a header that says so? Nearly all that have one are
   found, others are looked at with care. */
static Bool looks_like_payload(Addr addr)
{
   enum { NEAR = 4 };
   for (Addr a = addr; a > addr - NEAR * WORD_BYTES; a -= WORD_BYTES) {
      UWord header;
      if (!SC_(client_word)(a - WORD_BYTES, &header))
         return False;
      if (SC_(header_tag)(header) >= NO_SCAN_TAG
          && SC_(header_tag)(header) != TAG_STRING && SC_(header_wosize)(header) > 0
          && SC_(header_bytes)(header) > addr - a)
         return True;
   }
   return False;
}

/* A block outside the heap that the GC lets alone: netsys and ancient make such. */
static Bool in_black_block(Addr addr)
{
   enum { NEAR = 1 << 16 };
   UWord header;
   for (Addr a = addr; a > addr - NEAR * WORD_BYTES && SC_(client_word)(a - WORD_BYTES, &header); a -= WORD_BYTES)
      if (SC_(header_colour)(header) == COLOUR_BLACK && SC_(header_bytes)(header) > addr - a)
         return True;
   return False;
}

/* A header, not a field? What is there is no value, as far as that is quickly seen: few fields
   are looked at. */
static Bool is_header(Addr addr, Block* before)
{
   enum { LOOKS = 1024 };
   static UInt looks;
   UWord old;
   return SC_(client_word)(addr, &old) && old != 0 && (old & 1) == 0 && !SC_(in_heap)(old) && !SC_(in_new_block)(addr)
          && looks++ < LOOKS && SC_(block_at)(addr, before) && addr == before->addr - WORD_BYTES;
}

Bool SC_(check_modify)(Addr addr, Bool (*on_stack)(Addr), Breach* b)
{
   Block block;
   if (!SC_(in_heap)(addr) && !SC_(region_of)(addr))
      return !SC_(global_root_at)(addr) && (on_stack(addr) || !in_black_block(addr))
             && breach(b, FAULT_MODIFY_NO_BLOCK, DEFINITE, addr, 0);
   if (is_header(addr, &block))
      return breach(b, FAULT_MODIFY_HEADER, DEFINITE, addr, 0);
   if (!looks_like_payload(addr) || !SC_(block_at)(addr, &block) || block.free
       || SC_(header_tag)(block.header) < NO_SCAN_TAG)
      return False;
   breach(b, FAULT_MODIFY_PAYLOAD, DEFINITE, addr, 0);
   b->n = (addr - block.addr) / WORD_BYTES;
   return True;
}
