/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tree of processes as one of them knows it. */
#include "process/lineage.h"

#include "base/text.h"
#include "pub_tool_libcproc.h" // VG_(getpid)

static XArray* lineage;     /* of Process, oldest first; never shrinks */
static UInt    forks;       /* children of this process so far */
static UInt    execs;       /* how often this process has exec'ed */
static HChar*  child_path;  /* of the child being forked, or NULL */
static Stamp   fork_event;  /* of the fork under way */
static ExeContext* fork_where;

static void add(const HChar* path, Stamp fork, ExeContext* where)
{
   const Process p = { path, VG_(getpid)(), fork, where };
   VG_(addToXA)(lineage, &p);
}

/* `1.2!3` has exec'ed three times already. */
static UInt execs_of(const HChar* path)
{
   const HChar* bang = VG_(strrchr)(path, '!');
   return bang && !VG_(strchr)(bang, '.') ? (UInt)VG_(strtoll10)(bang + 1, NULL) : 0;
}

void SC_(lineage_init)(const HChar* path)
{
   const Stamp none = { 0, 0 };
   lineage = VG_(newXA)(VG_(malloc), "sc.lineage", VG_(free), sizeof(Process));
   execs = execs_of(path);
   add(VG_(strdup)("sc.lineage", path), none, NULL);
}

UInt SC_(lineage_self)(void)
{
   return (UInt)VG_(sizeXA)(lineage) - 1;
}

const Process* SC_(lineage_process)(UInt index)
{
   return VG_(indexXA)(lineage, index);
}

const HChar* SC_(my_path)(void)
{
   return SC_(lineage_process)(SC_(lineage_self)())->path;
}

Stamp SC_(lineage_fork_pre)(ExeContext* where)
{
   VG_(free)(child_path);
   child_path = SC_(format)("%s.%u", SC_(my_path)(), ++forks);
   fork_event = SC_(event)();
   fork_where = where;
   return fork_event;
}

const HChar* SC_(lineage_next_child_path)(void)
{
   return child_path;
}

Bool SC_(forked_since)(Stamp s)
{
   return s.process < SC_(lineage_self)() || (forks > 0 && SC_(before)(s, fork_event));
}

Bool SC_(any_fork)(void)
{
   return SC_(lineage_self)() > 0 || forks > 0;
}

void SC_(lineage_fork_child)(void)
{
   SC_(clock_fork_child)();
   add(child_path, fork_event, fork_where);
   child_path = NULL;
   forks = execs = 0;
}

HChar* SC_(lineage_exec_path)(void)
{
   HChar* path = VG_(strdup)("sc.lineage", SC_(my_path)());
   if (execs_of(path) > 0)
      *VG_(strrchr)(path, '!') = '\0';
   HChar* next = SC_(format)("%s!%u", path, execs + 1);
   VG_(free)(path);
   return next;
}
