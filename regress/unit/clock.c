/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Events in order, within a process and across forks; paths of processes. */
#include "base/clock.h"
#include "process/lineage.h"
#include "native.h"
#include "tap.h"

static ExeContext* stack(UWord number)
{
   return (ExeContext*)number;
}

static void exec_from(const HChar* path, const HChar* wanted)
{
   SC_(lineage_init)(path);
   HChar* next = SC_(lineage_exec_path)();
   CHECK_TEXT(next, wanted);
   VG_(free)(next);
}

static void execs(void)
{
   exec_from("1", "1!1");
   exec_from("1!1", "1!2");
   exec_from("1.2!1", "1.2!2");
   exec_from("1!1.2!3", "1!1.2!4");
   exec_from("1!1.2", "1!1.2!1");
   exec_from("1!9", "1!10");
}

int main(void)
{
   const Stamp none = { 0, 0 };
   CHECK(!SC_(is_stamp)(none) && !SC_(is_stamp)(SC_(now)()));
   execs();
   SC_(lineage_init)("1");
   CHECK(SC_(lineage_self)() == 0 && !SC_(any_fork)());
   const Stamp first = SC_(event)();
   CHECK(SC_(is_stamp)(first) && SC_(before)(none, first) && !SC_(before)(first, first));
   CHECK(!SC_(forked_since)(first));
   Stamp fork1 = SC_(lineage_fork_pre)(stack(1));
   CHECK_TEXT(SC_(lineage_next_child_path)(), "1.1");
   CHECK(SC_(before)(first, fork1) && SC_(forked_since)(first) && SC_(any_fork)());
   const Stamp between = SC_(event)();
   CHECK(!SC_(forked_since)(between) && SC_(before)(fork1, between));
   const Stamp fork2 = SC_(lineage_fork_pre)(stack(2));
   CHECK_TEXT(SC_(lineage_next_child_path)(), "1.2");
   CHECK(SC_(forked_since)(between));

   SC_(lineage_fork_child)(); /* now we are 1.2 */
   CHECK_TEXT(SC_(my_path)(), "1.2");
   CHECK(SC_(lineage_self)() == 1 && SC_(now)().process == 1 && SC_(now)().event == 0);
   CHECK(SC_(lineage_process)(1)->fork.event == fork2.event);
   CHECK(SC_(lineage_process)(1)->fork_where == stack(2));
   CHECK(!SC_(is_stamp)(SC_(lineage_process)(0)->fork));
   const Stamp in_child = SC_(event)();
   CHECK(in_child.event == 1 && SC_(before)(fork2, in_child) && !SC_(before)(in_child, fork2));
   CHECK(SC_(forked_since)(between) && !SC_(forked_since)(in_child));
   SC_(lineage_fork_pre)(NULL);
   CHECK_TEXT(SC_(lineage_next_child_path)(), "1.2.1"); /* children count anew */
   CHECK(SC_(forked_since)(in_child));
   HChar* next = SC_(lineage_exec_path)();
   CHECK_TEXT(next, "1.2!1");
   VG_(free)(next);
   SC_(lineage_init)("1.2!1");
   SC_(lineage_fork_pre)(NULL);
   return tap_done();
}
