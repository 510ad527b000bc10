/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where this process stands in the tree of processes, as the process itself knows it.

   Process paths: `1` is the first process, `1.2` the second child that `1`
   forked, `1.2!1` what `1.2` became by its first exec. A process knows its
   ancestors back to the last exec: they are the entries of the lineage, oldest
   first; the last entry is the process itself. Events count from 1 in each
   process, so a Stamp {process, event} (base/clock.h) names a moment in the tree for ever. */
#ifndef SC_LINEAGE_H
#define SC_LINEAGE_H

#include "base/base.h"
#include "base/clock.h"
#include "pub_tool_execontext.h" // ExeContext

typedef struct {
   const HChar* path;
   Int          pid;
   Stamp        fork;       /* in the parent; {0,0} for the first entry */
   ExeContext*  fork_where; /* the parent's stack at the fork, or NULL */
} Process;

/* The first process (or what an exec made: then `path` says so). */
void SC_(lineage_init)(const HChar* path);

/* The process itself is the entry with the highest index. */
UInt           SC_(lineage_self)(void);
const Process* SC_(lineage_process)(UInt index);
const HChar*   SC_(my_path)(void);

/* Forks. `pre` is told before the fork (the event and the child's path are
   fixed then); `child` makes this process the child; `pid` is the parent's
   learning of the child's pid. */
Stamp        SC_(lineage_fork_pre)(ExeContext* where);
const HChar* SC_(lineage_next_child_path)(void); /* valid between pre and the next pre */
void         SC_(lineage_fork_child)(void);

/* Has this process, or an ancestor on the way to it, forked after `s`? */
Bool SC_(forked_since)(Stamp s);

/* Has this process been forked, or forked others? */
Bool SC_(any_fork)(void);

/* The path that this process takes by its next exec. The caller frees it. */
HChar* SC_(lineage_exec_path)(void);

#endif
