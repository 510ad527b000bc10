/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of C blocks and the quarantine. */
#include "heap/cblock.h"

#include "base/clock.h"
#include "heap/owner.h"

/* How many owned blocks one release may pass over to find one to let go. */
#define PASS_OVER 8

/* What a block's record costs in the quarantine beside its bytes: about what the
   block, its release and an owner take. A map holds no memory there. */
#define RECORD_COST 256
#define MAP_COST    4096

static VgHashTable* blocks;        /* of CBlock, live and in quarantine */
static PoolAlloc*   block_pool;    /* of CBlock */
static PoolAlloc*   release_pool;  /* of Release */
static CBlock*      oldest;        /* the quarantine, in order of release */
static CBlock*      newest;
static SizeT        held_bytes;    /* in quarantine */
static SizeT        quarantine_bytes;
static void       (*give_back)(Addr);
static ULong        born_count;

CBlockBounds SC_(cblock_bounds);

void SC_(cblocks_init)(SizeT limit, void (*release_memory)(Addr))
{
   blocks = VG_(HT_construct)("sc.cblock");
   block_pool = SC_(new_pool)("sc.cblock", sizeof(CBlock));
   release_pool = SC_(new_pool)("sc.cblock", sizeof(Release));
   oldest = newest = NULL;
   held_bytes = 0;
   quarantine_bytes = limit;
   give_back = release_memory;
}

/* Forgets `b`. Owners may still refer to it, then it stays as a record. */
static void drop(CBlock* b)
{
   VG_(HT_remove)(blocks, b->addr);
   b->state = CBLOCK_GONE;
   SC_(owners_forget)(b);
   if (b->owners)
      return;
   if (b->release && b->release->finalised)
      SC_(owner_block_let_go)(b->release->finalised);
   if (b->release)
      VG_(freeEltPA)(release_pool, b->release);
   VG_(freeEltPA)(block_pool, b);
}

static SizeT cost(const CBlock* b)
{
   if (b->family == FAMILY_MAP)
      return MAP_COST;
   return b->bytes + RECORD_COST;
}

static void enqueue(CBlock* b)
{
   b->newer = NULL;
   b->older = newest;
   *(newest ? &newest->newer : &oldest) = b;
   newest = b;
   held_bytes += cost(b);
}

/* Takes `b` out of the quarantine without giving its memory back. */
static void unqueue(CBlock* b)
{
   *(b->older ? &b->older->newer : &oldest) = b->newer;
   *(b->newer ? &b->newer->older : &newest) = b->older;
   b->older = b->newer = NULL;
   held_bytes -= cost(b);
}

/* Forgets `b`, and gives its memory back. */
static void let_go(CBlock* b)
{
   const Addr a = b->addr;
   const Bool has_memory = b->family != FAMILY_MAP && b->family != FAMILY_DESCRIBED;
   drop(b);
   if (has_memory)
      give_back(a);
}

/* Keeps the quarantine within its limit, but not at the cost of a block that an
   OCaml block still points to, as long as others can go. */
static void trim(void)
{
   for (UInt passed = 0; held_bytes > quarantine_bytes && oldest;) {
      CBlock* b = oldest;
      unqueue(b);
      if (SC_(cblock_is_owned)(b) && passed < PASS_OVER) {
         enqueue(b);
         passed++;
         continue;
      }
      let_go(b);
   }
}

/* The address belongs to something else from now on. */
static void forget(CBlock* b)
{
   if (b->state == CBLOCK_QUARANTINED)
      unqueue(b);
   drop(b);
}

void SC_(cblock_forget_map)(Addr addr)
{
   CBlock* b = VG_(HT_lookup)(blocks, addr);
   if (b && b->family == FAMILY_MAP)
      forget(b);
}

static void stretch_bounds(Addr a)
{
   CBlockBounds* b = &SC_(cblock_bounds);
   const Addr hi = b->size ? b->lo + b->size : 0;
   const Addr lo = b->size && b->lo < a ? b->lo : a;
   b->size = (hi > a ? hi : a + 1) - lo;
   b->lo = lo;
}

CBlock* SC_(cblock_born)(Addr addr, SizeT bytes, Family family, ExeContext* where)
{
   CBlock* old = VG_(HT_lookup)(blocks, addr);
   if (old) /* a map that was unmapped, or whose end was missed */
      forget(old);
   CBlock* b = SC_(new_in)(block_pool, sizeof *b);
   b->addr = addr;
   b->bytes = bytes;
   b->family = family;
   b->state = CBLOCK_LIVE;
   b->born_where = where;
   b->born = SC_(event)();
   VG_(HT_add_node)(blocks, b);
   if (addr - SC_(cblock_bounds).lo >= SC_(cblock_bounds).size)
      stretch_bounds(addr);
   born_count++;
   return b;
}

CBlock* SC_(cblock_at)(Addr addr)
{
   return VG_(HT_lookup)(blocks, addr);
}

CBlock* SC_(cblock_holding)(Addr a)
{
   CBlock* b;
   VG_(HT_ResetIter)(blocks);
   while ((b = VG_(HT_Next)(blocks)) != NULL)
      if (a - b->addr < b->bytes)
         return b;
   return NULL;
}

CBlock* SC_(cblock_before)(Addr a)
{
   CBlock* b;
   VG_(HT_ResetIter)(blocks);
   while ((b = VG_(HT_Next)(blocks)) != NULL)
      if (b->state == CBLOCK_LIVE && (b->addr + b->bytes + 7) / 8 == a / 8)
         return b;
   return NULL;
}

void SC_(cblock_released)(CBlock* b, const Release* r)
{
   tl_assert(b->state == CBLOCK_LIVE);
   b->release = VG_(allocEltPA)(release_pool);
   *b->release = *r;
   if (r->finalised)
      SC_(owner_block_refer)(r->finalised);
   b->state = CBLOCK_QUARANTINED;
   enqueue(b);
   trim();
}

void SC_(cblock_given_back)(CBlock* b)
{
   tl_assert(b->state == CBLOCK_LIVE);
   let_go(b);
}

void SC_(cblocks_each)(CBlockState state, void (*each)(CBlock*, void*), void* opaque)
{
   CBlock* b;
   VG_(HT_ResetIter)(blocks);
   while ((b = VG_(HT_Next)(blocks)) != NULL)
      if (b->state == state)
         each(b, opaque);
}

ULong* SC_(cblocks_born)(void)
{
   return &born_count;
}

const HChar* SC_(cblocks_consistent)(void)
{
   const CBlock* before = NULL;
   const CBlock* b;
   SizeT held = 0;
   UWord queued = 0, quarantined = 0;
   for (b = oldest; b; before = b, b = b->newer, queued++) {
      held += cost(b);
      if (b->state != CBLOCK_QUARANTINED || b->older != before)
         return "the quarantine is no list of blocks in quarantine";
   }
   if (before != newest || held != held_bytes)
      return "the quarantine has a wrong end or size";
   VG_(HT_ResetIter)(blocks);
   while ((b = VG_(HT_Next)(blocks)) != NULL) {
      if (b->state == CBLOCK_GONE || (b->state == CBLOCK_LIVE) != (b->release == NULL))
         return "a known block is gone, or its release does not match its state";
      if (VG_(HT_lookup)(blocks, b->addr) != b)
         return "two blocks at one address are known";
      quarantined += b->state == CBLOCK_QUARANTINED;
   }
   return queued == quarantined ? NULL : "a block in quarantine is not in its list";
}

const HChar* SC_(family_allocates)(Family f)
{
   switch (f) {
   case FAMILY_MALLOC:    return "malloc";
   case FAMILY_NEW:       return "operator new";
   case FAMILY_NEW_ARRAY: return "operator new[]";
   case FAMILY_STAT:      return "caml_stat_alloc";
   case FAMILY_RUNTIME:   return "the OCaml runtime";
   case FAMILY_MAP:       return "mmap";
   default:               return "the program's own allocator";
   }
}

const HChar* SC_(family_releases)(Family f)
{
   switch (f) {
   case FAMILY_MALLOC:    return "free";
   case FAMILY_NEW:       return "operator delete";
   case FAMILY_NEW_ARRAY: return "operator delete[]";
   case FAMILY_STAT:      return "caml_stat_free";
   case FAMILY_RUNTIME:   return "the OCaml runtime";
   case FAMILY_MAP:       return "munmap";
   default:               return "the program's own allocator";
   }
}
