/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The call graph, of code made here byte by byte. */
#include "runtime/call_graph.h"

#include "base/client.h"

#include "native.h"
#include "tap.h"

#include <string.h>

enum { SLOT = 32, N_SLOTS = 16 };

static UChar code[SLOT * N_SLOTS] __attribute__((aligned(64)));
static Addr  unreadable; /* a slot that is not mapped, 0: none */

Bool VG_(am_is_valid_for_client)(Addr start, SizeT len, UInt prot);
Bool VG_(am_is_valid_for_client)(Addr start, SizeT len, UInt prot)
{
   return unreadable < start || unreadable >= start + len;
}

static Addr slot(UWord i)
{
   return (Addr)code + i * SLOT;
}

/* Puts an instruction with a 32-bit displacement to `target` at `at`. */
static void put(Addr at, UChar opcode, UChar opcode2, Addr target)
{
   UChar* p = (UChar*)at;
   *p++ = opcode;
   if (opcode == 0x0f)
      *p++ = opcode2;
   const Int displacement = (Int)(target - (Addr)p - 4);
   memcpy(p, &displacement, 4);
}

static void call(UWord from, Addr to) { put(slot(from) + 3, 0xe8, 0, to); }
static void ret(UWord i) { *(UChar*)(slot(i) + SLOT - 1) = 0xc3; }

static void add(CallGraph* g, UWord i, CallKind kind)
{
   SC_(call_graph_add)(g, slot(i), slot(i) + SLOT, kind, code + i);
}

static const CallNode* at(const CallGraph* g, UWord i)
{
   for (Word j = 0; j < SC_(call_graph_size)(g); j++)
      if (SC_(call_graph_nth)(g, j)->lo == slot(i))
         return SC_(call_graph_nth)(g, j);
   return NULL;
}

static Bool leads(const CallGraph* g, UWord from, UWord to)
{
   const CallNode* n = at(g, from);
   return n && n->reaches && n->next >= 0 && SC_(call_graph_nth)(g, n->next)->lo == slot(to);
}

static CallGraph* start(void)
{
   memset(code, 0x90, sizeof code);
   for (UWord i = 0; i < N_SLOTS; i++)
      ret(i);
   unreadable = 0;
   SC_(client_map_changed)();
   return SC_(call_graph_new)();
}

/* 0 and 1 are goals. */
static void test_ways(void)
{
   CallGraph* g = start();
   SC_(call_graph_add_goal)(g, slot(0), slot(1), 7, NULL);
   SC_(call_graph_add_goal)(g, slot(1), slot(2), 3, NULL);
   for (UWord i = 12; i >= 2; i--) /* any order of addition */
      add(g, i, CALL_PLAIN);
   call(2, slot(0));
   put(slot(3), 0xe9, 0, slot(2));       /* a tail call */
   put(slot(4), 0x0f, 0x84, slot(3));    /* a conditional one */
   call(5, slot(4));                     /* two ways: the short one counts */
   put(slot(5) + 10, 0xe8, 0, slot(2));
   call(6, slot(0));                     /* two goals equally far */
   put(slot(6) + 10, 0xe8, 0, slot(1));
   call(7, slot(2) + 4);                 /* not to the start of a function */
   call(8, slot(8));                     /* to itself */
   call(9, slot(10));                    /* a circle that leads nowhere */
   call(10, slot(9));
   put(slot(12) - 3, 0xe8, 0, slot(0));  /* begins in 11, which ends amid it */
   SC_(call_graph_solve)(g);
   CHECK(SC_(call_graph_size)(g) == 13);
   CHECK(at(g, 0)->reaches && at(g, 0)->next == -1);
   CHECK(leads(g, 2, 0));
   CHECK(leads(g, 3, 2));
   CHECK(leads(g, 4, 3));
   CHECK(leads(g, 5, 2));
   CHECK(leads(g, 6, 1));
   for (UWord i = 7; i <= 12; i++)
      CHECK(!at(g, i)->reaches && at(g, i)->next == -1);
   CHECK(at(g, 5)->data == code + 5);
   SC_(call_graph_delete)(g);
}

/* 0 is the goal; 2 raises and polls first. */
static void test_no_return(void)
{
   CallGraph* g = start();
   SC_(call_graph_add_goal)(g, slot(0), slot(1), 0, NULL);
   add(g, 2, CALL_ENDS);
   for (UWord i = 3; i < 10; i++)
      add(g, i, CALL_PLAIN);
   call(2, slot(0));
   call(3, slot(2));                      /* fails, perhaps */
   call(4, slot(2));                      /* always fails: no byte to return by */
   code[5 * SLOT - 1] = 0x90;
   call(5, slot(4));
   call(6, slot(2));                      /* jumps back into another: a cold part */
   code[7 * SLOT - 1] = 0x90;
   put(slot(6) + 10, 0xe9, 0, slot(5) + 1);
   call(7, slot(2));                      /* ends with a jump through a pointer */
   code[8 * SLOT - 2] = 0xff;
   code[8 * SLOT - 1] = 0xe0;
   call(8, slot(0));                      /* never returns, but reaches */
   code[9 * SLOT - 1] = 0x90;
   call(9, slot(8));
   SC_(call_graph_solve)(g);
   CHECK(at(g, 2)->reaches);
   CHECK(!at(g, 3)->reaches && at(g, 3)->kind == CALL_PLAIN);
   CHECK(leads(g, 4, 2) && at(g, 4)->kind == CALL_ENDS);
   CHECK(!at(g, 5)->reaches);
   CHECK(!at(g, 6)->reaches && at(g, 6)->kind == CALL_PLAIN);
   CHECK(!at(g, 7)->reaches && at(g, 7)->kind == CALL_PLAIN);
   CHECK(leads(g, 8, 0) && at(g, 8)->kind == CALL_ENDS);
   CHECK(!at(g, 9)->reaches);
   SC_(call_graph_delete)(g);
}

/* As in a stripped program: 2, 4 with 5, and 7 have no name. */
static void test_nameless(void)
{
   CallGraph* g = start();
   SC_(call_graph_add_goal)(g, slot(0), slot(1), 0, NULL);
   add(g, 1, CALL_PLAIN);
   add(g, 3, CALL_PLAIN);
   add(g, 6, CALL_PLAIN);
   add(g, 8, CALL_PLAIN);
   call(1, slot(2));
   put(slot(1) + 10, 0xe8, 0, slot(2));             /* twice */
   call(2, slot(0));
   call(3, slot(4) + 8);                            /* not aligned */
   put(slot(3) + 10, 0xe8, 0, slot(3) + 16);        /* within a function with a name */
   put(slot(3) + 20, 0xe8, 0, slot(N_SLOTS) + 64);  /* outside */
   call(6, slot(4));
   call(4, slot(2));
   put(slot(4) + 10, 0xe9, 0, slot(5));             /* perhaps a loop of its own */
   put(slot(3) + 26, 0xe9, 0, slot(7));             /* a tail call, and nothing else calls it */
   call(7, slot(0));
   SC_(call_graph_add_nameless)(g, slot(0), slot(8));
   CHECK(SC_(call_graph_size)(g) == 8);
   SC_(call_graph_solve)(g);
   CHECK(leads(g, 1, 2) && leads(g, 2, 0) && at(g, 2)->data == NULL);
   CHECK(leads(g, 6, 4) && leads(g, 4, 2));
   CHECK(leads(g, 3, 7) && leads(g, 7, 0));
   SC_(call_graph_delete)(g);
}

/* Behind the prologue of a function is as good as its start, elsewhere in it is not. */
static void test_prologue(void)
{
   static const UChar prologue[] = { 0x55, 0x48, 0x89, 0xe5 };
   CallGraph* g = start();
   SC_(call_graph_add_goal)(g, slot(0), slot(1), 0, NULL);
   SC_(call_graph_add_goal)(g, slot(1), slot(2), 0, NULL);
   memcpy((void*)slot(0), prologue, sizeof prologue);
   memcpy((void*)(slot(1) + 1), prologue, sizeof prologue);
   for (UWord i = 2; i < 5; i++)
      add(g, i, CALL_PLAIN);
   put(slot(2), 0x0f, 0x82, slot(0) + sizeof prologue);
   put(slot(3), 0xe9, 0, slot(0) + 3);
   put(slot(4), 0xe9, 0, slot(1) + 1 + sizeof prologue);
   SC_(call_graph_solve)(g);
   CHECK(leads(g, 2, 0) && !at(g, 3)->reaches && !at(g, 4)->reaches);
   SC_(call_graph_delete)(g);
}

static void test_unreadable(void)
{
   CallGraph* g = start();
   SC_(call_graph_add_goal)(g, slot(0), slot(1), 0, NULL);
   add(g, 1, CALL_PLAIN);
   add(g, 2, CALL_PLAIN);
   call(1, slot(0));
   call(2, slot(0));
   unreadable = slot(1) + 5;
   SC_(client_map_changed)();
   SC_(call_graph_add_nameless)(g, slot(0), slot(8));
   SC_(call_graph_solve)(g);
   CHECK(!at(g, 1)->reaches && at(g, 1)->kind == CALL_PLAIN);
   CHECK(leads(g, 2, 0));
   SC_(call_graph_delete)(g);

   g = SC_(call_graph_new)(); /* empty */
   SC_(call_graph_solve)(g);
   CHECK(SC_(call_graph_size)(g) == 0);
   SC_(call_graph_delete)(g);
}

static Bool is_third(const CallNode* n) { return n->lo == slot(3); }
static Bool names_last(const CallNode* n) { return SC_(call_graph_names)(n, slot(N_SLOTS - 1) + 3); }

static Bool not_5_to_4(const CallNode* caller, const CallNode* callee) { return caller->lo != slot(5) || callee->lo != slot(4); }

/* 0 is the goal; 3 is what else may be reached, and 4 names something. */
static void test_marks(void)
{
   CallGraph* g = start();
   SC_(call_graph_add_goal)(g, slot(0), slot(1), 0, NULL);
   for (UWord i = 1; i < 7; i++)
      add(g, i, i == 6 ? CALL_ENDS : CALL_PLAIN);
   call(1, slot(0));
   call(2, slot(3));
   put(slot(3) + 10, 0xe8, 0, slot(1));
   call(5, slot(4));
   put(slot(5) + 10, 0xe8, 0, slot(6));
   call(6, slot(3));
   put(slot(4) + 3, 0x25, 0, slot(N_SLOTS - 1) + 3);
   SC_(call_graph_solve)(g);
   SC_(call_graph_mark)(g, 1, is_third, not_5_to_4);
   SC_(call_graph_mark)(g, 2, names_last, not_5_to_4);
   CHECK(at(g, 0)->marks == 0 && at(g, 1)->marks == 0);
   CHECK(at(g, 2)->marks == 1 && at(g, 3)->marks == 1 && at(g, 6)->marks == 1);
   CHECK(at(g, 4)->marks == 2 && at(g, 5)->marks == 0);
   CHECK(leads(g, 3, 1) && !at(g, 4)->reaches);
   SC_(call_graph_delete)(g);
}

int main(void)
{
   const unsigned long before = native_live_blocks();
   test_ways();
   test_no_return();
   test_nameless();
   test_marks();
   test_prologue();
   test_unreadable();
   CHECK(native_live_blocks() == before);
   return tap_done();
}
