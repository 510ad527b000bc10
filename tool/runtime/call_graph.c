/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions, the calls between them, and a breadth-first search from the goals to
   their callers. */
#include "runtime/call_graph.h"

#include "base/client.h"
#include "runtime/plt.h"

/* Functions of C are aligned so; in unnamed code this tells a start from a byte
   that only looks like a call. */
enum { FUNCTION_ALIGNMENT = 16 };

typedef struct {
   UInt callee, caller; /* indices of nodes */
} Edge;

struct CallGraph {
   XArray* nodes; /* of CallNode, sorted by lo once complete */
   XArray* edges; /* of Edge, sorted by callee */
};

static Int node_by_address(const void* a, const void* b)
{
   const Addr x = ((const CallNode*)a)->lo, y = ((const CallNode*)b)->lo;
   return x < y ? -1 : x > y;
}

static Int edge_order(const void* a, const void* b)
{
   const Edge *x = a, *y = b;
   if (x->callee != y->callee)
      return x->callee < y->callee ? -1 : 1;
   return x->caller < y->caller ? -1 : x->caller > y->caller;
}

CallGraph* SC_(call_graph_new)(void)
{
   CallGraph* g = SC_(new)("sc.call_graph", sizeof *g);
   g->nodes = VG_(newXA)(VG_(malloc), "sc.call_graph.nodes", VG_(free), sizeof(CallNode));
   g->edges = VG_(newXA)(VG_(malloc), "sc.call_graph.edges", VG_(free), sizeof(Edge));
   VG_(setCmpFnXA)(g->nodes, node_by_address);
   VG_(setCmpFnXA)(g->edges, edge_order);
   return g;
}

void SC_(call_graph_delete)(CallGraph* g)
{
   VG_(deleteXA)(g->nodes);
   VG_(deleteXA)(g->edges);
   VG_(free)(g);
}

Word SC_(call_graph_size)(const CallGraph* g)
{
   return VG_(sizeXA)(g->nodes);
}

static CallNode* nth(const CallGraph* g, Word i)
{
   return VG_(indexXA)(g->nodes, i);
}

const CallNode* SC_(call_graph_nth)(const CallGraph* g, Word i)
{
   return nth(g, i);
}

void SC_(call_graph_add)(CallGraph* g, Addr lo, Addr hi, CallKind kind, void* data)
{
   const CallNode n = { .lo = lo, .hi = hi, .kind = kind, .data = data, .next = -1 };
   VG_(addToXA)(g->nodes, &n);
}

void SC_(call_graph_add_goal)(CallGraph* g, Addr lo, Addr hi, UInt rank, void* data)
{
   const CallNode n = { .lo = lo, .hi = hi, .kind = CALL_GOAL, .rank = rank, .data = data,
                        .next = -1 };
   VG_(addToXA)(g->nodes, &n);
}

/* The last function that begins at `a` or below, -1 when there is none. */
static Word at_or_below(const CallGraph* g, Addr a)
{
   Word lo = 0, hi = SC_(call_graph_size)(g);
   while (lo < hi) { /* the first that begins above */
      const Word mid = (lo + hi) / 2;
      if (nth(g, mid)->lo > a)
         hi = mid;
      else
         lo = mid + 1;
   }
   return lo - 1;
}

/* ---- the scan ---- */

typedef enum { OTHER, CALL, JUMP, AWAY } Instruction;

/* What seems to be at `p`, of which `left` bytes can be read; `*target` is where a
   call or a jump leads. AWAY is a return or a jump through a pointer. Short jumps
   lead nowhere outside a function of C. */
static Instruction decode(const UChar* p, UWord left, Addr* target)
{
   if (p[0] == 0xc3 || (left >= 2 && p[0] == 0xff && (p[1] & 0x38) == 0x20))
      return AWAY;
   const Bool conditional = left >= 6 && p[0] == 0x0f && (p[1] & 0xf0) == 0x80;
   const UWord length = conditional ? 6 : 5;
   if (left < length || !(conditional || p[0] == 0xe8 || p[0] == 0xe9))
      return OTHER;
   Int displacement;
   VG_(memcpy)(&displacement, p + length - 4, sizeof displacement);
   *target = (Addr)p + length + (Addr)(Word)displacement;
   return p[0] == 0xe8 ? CALL : JUMP;
}

/* False when the code cannot be read. */
static Bool scan(Addr lo, Addr hi, void (*each)(Instruction, Addr target, void*), void* opaque)
{
   if (lo >= hi || !SC_(client_readable)(lo, hi - lo))
      return False;
   for (Addr a = lo; a < hi; a++) {
      Addr target = 0;
      const Instruction i = decode((const UChar*)a, hi - a, &target);
      if (i != OTHER)
         each(i, target, opaque);
   }
   return True;
}

/* ---- functions without a name ---- */

typedef struct {
   const CallGraph* g;
   Addr             lo, hi;
   Instruction      by;
   XArray*          found; /* of Addr */
} Search;

static void nameless_target(Instruction i, Addr target, void* opaque)
{
   Search* s = opaque;
   if (i != s->by || target < s->lo || target >= s->hi || target % FUNCTION_ALIGNMENT)
      return;
   const Word below = at_or_below(s->g, target);
   if (below >= 0) {
      const CallNode* n = nth(s->g, below);
      if (n->lo == target || target < n->hi)
         return;
   }
   VG_(addToXA)(s->found, &target);
}

static Int address_order(const void* a, const void* b)
{
   const Addr x = *(const Addr*)a, y = *(const Addr*)b;
   return x < y ? -1 : x > y;
}

void SC_(call_graph_add_nameless)(CallGraph* g, Addr lo, Addr hi)
{
   Search s = { g, lo, hi, CALL, NULL };
   s.found = VG_(newXA)(VG_(malloc), "sc.call_graph.nameless", VG_(free), sizeof(Addr));
   VG_(sortXA)(g->nodes);
   scan(lo, hi, nameless_target, &s);
   s.by = JUMP;
   for (Word i = 0; i < SC_(call_graph_size)(g); i++)
      scan(nth(g, i)->lo, nth(g, i)->hi, nameless_target, &s);
   VG_(setCmpFnXA)(s.found, address_order);
   VG_(sortXA)(s.found);
   Addr last = 0;
   for (Word i = 0; i < VG_(sizeXA)(s.found); i++) {
      const Addr a = *(Addr*)VG_(indexXA)(s.found, i);
      if (a != last)
         SC_(call_graph_add)(g, a, 0, CALL_PLAIN, NULL);
      last = a;
   }
   VG_(deleteXA)(s.found);
}

/* ---- the graph ---- */

/* Where an entry of a PLT that is bound leads; other addresses lead to themselves. */
static Addr past_plt(Addr a)
{
   Addr to;
   const Addr slot = SC_(plt_slot)(a);
   return slot && SC_(client_word)(slot, &to) ? to : a;
}

/* Assembly with frame pointers jumps behind the `push %rbp; mov %rsp,%rbp' of another function, having done the same. */
static Addr before_prologue(Addr a)
{
   static const UChar prologue[] = { 0x55, 0x48, 0x89, 0xe5 };
   const Addr lo = a - sizeof prologue;
   const Bool is_behind = SC_(client_readable)(lo, sizeof prologue)
                          && VG_(memcmp)((const UChar*)lo, prologue, sizeof prologue) == 0;
   return is_behind ? lo : a;
}

static Word beginning_at(const CallGraph* g, Addr a)
{
   const Word i = at_or_below(g, a);
   return i >= 0 && nth(g, i)->lo == a ? i : -1;
}

/* The function that a call or jump to `target` enters, -1 when it is none of these. */
static Word entered_at(const CallGraph* g, Addr target)
{
   Word i = beginning_at(g, target);
   if (i < 0)
      i = beginning_at(g, before_prologue(target));
   return i < 0 ? beginning_at(g, past_plt(target)) : i;
}

typedef struct {
   CallGraph* g;
   UInt       caller;
   Bool       returns; /* there is a way back to who calls the caller */
} Scanned;

static void add_edge(Instruction i, Addr target, void* opaque)
{
   Scanned* s = opaque;
   const CallNode* from = nth(s->g, s->caller);
   s->returns |= i == AWAY || (i == JUMP && (target < from->lo || target >= from->hi));
   const Word callee = i == AWAY ? -1 : entered_at(s->g, target);
   if (callee < 0 || callee == (Word)s->caller)
      return;
   const Edge e = { (UInt)callee, s->caller };
   VG_(addToXA)(s->g->edges, &e);
}

static void build(CallGraph* g)
{
   const Word n = SC_(call_graph_size)(g);
   VG_(sortXA)(g->nodes);
   for (Word i = 0; i < n; i++) {
      CallNode* node = nth(g, i);
      if (node->hi == 0)
         node->hi = i + 1 < n ? nth(g, i + 1)->lo : node->lo;
      Scanned s = { g, (UInt)i, False };
      if (scan(node->lo, node->hi, add_edge, &s) && !s.returns && node->kind == CALL_PLAIN)
         node->kind = CALL_ENDS;
   }
   VG_(sortXA)(g->edges);
}

/* The first edge to `callee` or beyond. */
static Word first_edge(const CallGraph* g, UInt callee)
{
   Word lo = 0, hi = VG_(sizeXA)(g->edges);
   while (lo < hi) {
      const Word mid = (lo + hi) / 2;
      if (((Edge*)VG_(indexXA)(g->edges, mid))->callee < callee)
         lo = mid + 1;
      else
         hi = mid;
   }
   return lo;
}

/* What is known of the callee becomes known of the caller; True when that is news. */
typedef Bool (*Pass)(const CallGraph* g, UInt caller, UInt callee);

/* On to the callers, and theirs, of those in the queue. */
static void spread(const CallGraph* g, XArray* queue, Pass pass)
{
   for (Word q = 0; q < VG_(sizeXA)(queue); q++) {
      const UInt callee = *(UInt*)VG_(indexXA)(queue, q);
      const CallNode* to = nth(g, callee);
      for (Word i = first_edge(g, callee); i < VG_(sizeXA)(g->edges); i++) {
         const Edge* e = VG_(indexXA)(g->edges, i);
         if (e->callee != callee)
            break;
         if (to->kind == CALL_ENDS && nth(g, e->caller)->kind != CALL_ENDS)
            continue;
         if (pass(g, e->caller, callee))
            VG_(addToXA)(queue, &e->caller);
      }
   }
   VG_(deleteXA)(queue);
}

static Bool reach(const CallGraph* g, UInt caller, UInt callee)
{
   CallNode* from = nth(g, caller);
   if (from->reaches)
      return False;
   from->reaches = True;
   from->next = callee;
   return True;
}

static Int goal_order(const void* a, const void* b)
{
   const UInt x = (*(CallNode* const*)a)->rank, y = (*(CallNode* const*)b)->rank;
   return x < y ? -1 : x > y;
}

static void queue_goals(CallGraph* g, XArray* queue)
{
   XArray* goals = VG_(newXA)(VG_(malloc), "sc.call_graph.goals", VG_(free), sizeof(CallNode*));
   for (Word i = 0; i < SC_(call_graph_size)(g); i++) {
      CallNode* n = nth(g, i);
      if (n->kind == CALL_GOAL)
         VG_(addToXA)(goals, &n);
   }
   VG_(setCmpFnXA)(goals, goal_order);
   VG_(sortXA)(goals);
   for (Word i = 0; i < VG_(sizeXA)(goals); i++) {
      CallNode* n = *(CallNode**)VG_(indexXA)(goals, i);
      const UInt index = (UInt)at_or_below(g, n->lo);
      n->reaches = True;
      VG_(addToXA)(queue, &index);
   }
   VG_(deleteXA)(goals);
}

static XArray* new_queue(void)
{
   return VG_(newXA)(VG_(malloc), "sc.call_graph.queue", VG_(free), sizeof(UInt));
}

void SC_(call_graph_solve)(CallGraph* g)
{
   build(g);
   XArray* queue = new_queue();
   queue_goals(g, queue);
   spread(g, queue, reach);
}

/* ---- marks ---- */

/* Of the call of SC_(call_graph_mark) that is at work. */
static UInt marking;
static Bool (*call_counts)(const CallNode*, const CallNode*);

static Bool pass_marks(const CallGraph* g, UInt caller, UInt callee)
{
   CallNode* from = nth(g, caller);
   if ((from->marks & marking) || !call_counts(from, nth(g, callee)))
      return False;
   from->marks |= marking;
   return True;
}

void SC_(call_graph_mark)(CallGraph* g, UInt mark, Bool (*is_goal)(const CallNode*),
                          Bool (*counts)(const CallNode*, const CallNode*))
{
   XArray* queue = new_queue();
   for (Word i = 0; i < SC_(call_graph_size)(g); i++) {
      const UInt index = (UInt)i;
      if (!is_goal(nth(g, i)))
         continue;
      nth(g, i)->marks |= mark;
      VG_(addToXA)(queue, &index);
   }
   marking = mark;
   call_counts = counts;
   spread(g, queue, pass_marks);
}

Bool SC_(call_graph_names)(const CallNode* n, Addr a)
{
   enum { BYTES = sizeof(Int) };
   if (n->lo >= n->hi || !SC_(client_readable)(n->lo, n->hi - n->lo))
      return False;
   for (Addr at = n->lo; at + BYTES <= n->hi; at++) {
      Int distance;
      VG_(memcpy)(&distance, (const void*)at, BYTES);
      if (at + BYTES + (Addr)(Word)distance == a)
         return True;
   }
   return False;
}
