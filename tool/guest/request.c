/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client requests, each told to the model. What makes no sense is one warning per
   place in the program, and is ignored. */
#include "guest/request.h"

#include "base/client.h"
#include "base/clock.h"
#include "guest/call_stack.h"
#include "guest/told.h"
#include "guest/transition.h" // SC_(capture)
#include "heap/described.h"
#include "heap/gc.h"
#include "heap/owner.h"
#include "heap/region.h"
#include "heap/root.h"
#include "pub_tool_machine.h" // VG_(get_SP)
#include "report/report.h"
#include "report/stack.h"     // SC_(describe_code)
#include "report/trace.h"
#include "runtime/told_function.h"
#define STUBCHECK_NO_NOTE /* the tool describes no heap; it is among the objects mapped */
#include "stubcheck.h"

#define NAME_MAX    256
#define REGION_MAX  (1UL << 40)

/* What a request is given, and gives back. */
typedef struct {
   ThreadId tid;
   UWord    a;
   UWord    b;
   UWord    result;
} Call;

static ULong described_blocks;
static ULong gc_points;

/* Counted in the summary of programs that make requests only. */
static void count_from_now_on(void)
{
   static Bool counted;
   if (counted)
      return;
   counted = True;
   SC_(report_counter)("described blocks", &described_blocks);
   SC_(report_counter)("described roots", SC_(roots_registered)());
   SC_(report_counter)("GC points", &gc_points);
}

/*--- Regions and blocks ---*/

static const HChar* region_add(Call* c)
{
   if (c->b == 0 || c->b > REGION_MAX || c->a + c->b < c->a)
      return "a region has between 1 byte and 1 TiB";
   SC_(region_describe)(c->a, c->a + c->b);
   return NULL;
}

static const HChar* region_remove(Call* c)
{
   const Range* r = SC_(region_of)(c->a);
   if (!r || r->data != REGION_DESCRIBED || c->b == 0 || c->b > r->hi - c->a)
      return "no such region was added";
   SC_(gc_described_emptied)(c->a, c->a + c->b);
   SC_(region_forget)(c->a, c->a + c->b);
   return NULL;
}

static const HChar* block_born(Call* c)
{
   const HChar* wrong = SC_(gc_described_born)(c->a, c->b);
   if (!wrong)
      described_blocks++;
   return wrong;
}

static const HChar* block_moved(Call* c)
{
   return SC_(gc_described_move)(c->a, c->b);
}

static const HChar* block_died(Call* c)
{
   return SC_(gc_described_died)(c->a);
}

/*--- The collector ---*/

static const HChar* gc_begin(Call* c)
{
   if (c->a < STUBCHECK_MINOR || c->a > STUBCHECK_COMPACTION)
      return "no such kind of collection";
   const Bool compaction = c->a == STUBCHECK_COMPACTION;
   ExeContext* where = SC_(capture)();
   SC_(gc_described_begin)(compaction, where);
   if (compaction)
      SC_(trace_compaction)(SC_(now)(), SC_(gc_compactions)(), where);
   return NULL;
}

static const HChar* gc_end(Call* c)
{
   return SC_(gc_described_end)();
}

static const HChar* gc_point(Call* c)
{
   gc_points++;
   return NULL;
}

static const HChar* root_add(Call* c)
{
   return SC_(root_add)(c->a) ? NULL : "the root is registered already";
}

static const HChar* root_remove(Call* c)
{
   return SC_(root_remove)(c->a) ? NULL : "the root is not registered";
}

/*--- C memory ---*/

static const HChar* owner(Call* c)
{
   const CBlock* data = SC_(cblock_at)(c->b);
   if (c->b == 0)
      return NULL;
   if (!data || data->state != CBLOCK_LIVE)
      return "malloc, new or mmap gave out no memory at its second address, or it is freed";
   return SC_(owner_described)(c->a, c->b, SC_(capture)()) ? NULL
          : "no block that was born begins at its first address";
}

static const HChar* released(Call* c)
{
   CBlock* data = SC_(cblock_at)(c->a);
   if (!data)
      return "malloc, new or mmap gave out no memory at its address";
   SC_(owners_released)(data);
   return NULL;
}

/* A copy of the client's string at `a`, which need not be one. */
static void copy_name(Addr a, HChar name[NAME_MAX])
{
   UInt n = 0;
   while (n < NAME_MAX - 1 && SC_(client_readable)(a + n, 1) && *(const HChar*)(a + n) != '\0') {
      name[n] = *(const HChar*)(a + n);
      n++;
   }
   name[n] = '\0';
}

static const HChar* finaliser_begin(Call* c)
{
   HChar name[NAME_MAX];
   SC_(told_finaliser_begin)(c->tid, VG_(get_SP)(c->tid), c->a);
   OwnerBlock* b = SC_(owner_block_at)(c->a);
   if (!b)
      return "no block that was born begins at its address";
   copy_name(c->b, name);
   if (name[0])
      SC_(owner_named)(b, name);
   SC_(owner_finalised)(b);
   return NULL;
}

static const HChar* finaliser_end(Call* c)
{
   return SC_(told_finaliser_end)(c->tid) ? NULL : "no finaliser has begun";
}

/*--- Names ---*/

static const HChar* function_enter(Call* c)
{
   HChar name[NAME_MAX];
   copy_name(c->a, name);
   SC_(told_function_enter)(c->tid, VG_(get_SP)(c->tid), SC_(told_function)(name));
   return name[0] ? NULL : "its name cannot be read";
}

static const HChar* function_leave(Call* c)
{
   return SC_(told_function_leave)(c->tid) ? NULL : "no function was entered";
}

static const HChar* function(Call* c)
{
   SC_(told_function_leave)(c->tid);
   return c->a ? function_enter(c) : NULL;
}

/*--- All of them ---*/

static const HChar* is_running(Call* c)
{
   c->result = 1;
   return NULL;
}

typedef struct {
   const HChar* name;
   const HChar* (*act)(Call*); /* NULL, or what is wrong */
} Request;

#define INDEX(name) (VG_USERREQ__STUBCHECK_##name - VG_USERREQ__STUBCHECK_IS_RUNNING)

static const Request requests[] = {
   [INDEX(IS_RUNNING)]      = { "IS_RUNNING", is_running },
   [INDEX(REGION_ADD)]      = { "REGION_ADD", region_add },
   [INDEX(REGION_REMOVE)]   = { "REGION_REMOVE", region_remove },
   [INDEX(BLOCK_BORN)]      = { "BLOCK_BORN", block_born },
   [INDEX(BLOCK_MOVED)]     = { "BLOCK_MOVED", block_moved },
   [INDEX(BLOCK_DIED)]      = { "BLOCK_DIED", block_died },
   [INDEX(GC_BEGIN)]        = { "GC_BEGIN", gc_begin },
   [INDEX(GC_END)]          = { "GC_END", gc_end },
   [INDEX(GC_POINT)]        = { "GC_POINT", gc_point },
   [INDEX(ROOT_ADD)]        = { "ROOT_ADD", root_add },
   [INDEX(ROOT_REMOVE)]     = { "ROOT_REMOVE", root_remove },
   [INDEX(OWNER)]           = { "OWNER", owner },
   [INDEX(RELEASED)]        = { "RELEASED", released },
   [INDEX(FINALISER_BEGIN)] = { "FINALISER_BEGIN", finaliser_begin },
   [INDEX(FINALISER_END)]   = { "FINALISER_END", finaliser_end },
   [INDEX(FUNCTION)]        = { "FUNCTION", function },
   [INDEX(FUNCTION_ENTER)]  = { "FUNCTION_ENTER", function_enter },
   [INDEX(FUNCTION_LEAVE)]  = { "FUNCTION_LEAVE", function_leave },
};

Bool SC_(handle_request)(ThreadId tid, UWord* args, UWord* result)
{
   if (!VG_IS_TOOL_USERREQ('S', 'C', args[0]))
      return False;
   const UWord i = args[0] - VG_USERREQ__STUBCHECK_IS_RUNNING;
   *result = 0;
   if (i >= sizeof requests / sizeof *requests) {
      SC_(warn)("the program makes request %lu, which this version does not know: its stubcheck.h "
                "is newer than stubcheck", i);
      return True;
   }
   Call c = { tid, args[1], args[2], 0 };
   count_from_now_on();
   const HChar* wrong = requests[i].act(&c);
   if (wrong) {
      HChar* place = SC_(describe_code)(VG_(get_IP)(tid));
      SC_(warn)("STUBCHECK_%s at %s: %s", requests[i].name, place, wrong);
      VG_(free)(place);
   }
   *result = c.result;
   return True;
}
