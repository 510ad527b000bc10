/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The trace file of this process. */
#include "report/trace.h"

#include "base/core.h"
#include "base/text.h"
#include "process/lineage.h"
#include "pub_tool_clientstate.h" // VG_(args_for_client)
#include "pub_tool_libcfile.h"    // VG_(open)
#include "pub_tool_libcproc.h"    // VG_(getpid)
#include "pub_tool_vki.h"
#include "pub_tool_vkiscnums.h"   // __NR_mkdir
#include "report/json.h"
#include "report/report.h"
#include "report/stack.h"
#include "report/trace_places.h"
#include "runtime/object.h"
#include "runtime/runtime.h"

static const HChar* folder; /* NULL: no traces */
static Int          fd = -1;

/*--- The file ---*/

static HChar* trace_file(void)
{
   return SC_(format)("%s/%s.jsonl", folder, SC_(my_path)());
}

const HChar* SC_(trace_init)(const HChar* dir, Bool first)
{
   if (!dir)
      return NULL;
   VG_(do_syscall)(__NR_mkdir, (UWord)dir, 0777, 0, 0, 0, 0, 0, 0);
   if (VG_(access)(dir, True, True, True) != 0)
      return SC_(format)("cannot write to the trace folder %s: choose another with "
                         "--trace-dir=DIR", dir);
   HChar* root = SC_(format)("%s/1.jsonl", dir);
   const Bool used = first && VG_(access)(root, False, False, False) == 0;
   VG_(free)(root);
   if (used)
      return SC_(format)("the trace folder %s holds traces of another run: choose an empty one",
                         dir);
   folder = dir;
   return NULL;
}

/* The client's descriptors are the lowest; ours lies above them and is closed by
   an exec. */
static Int out_of_the_way(Int low)
{
   const Int high = VG_(fcntl)(low, VKI_F_DUPFD, (Addr)VG_(fd_hard_limit));
   if (high >= 0)
      VG_(close)(low);
   const Int result = high >= 0 ? high : low;
   VG_(fcntl)(result, VKI_F_SETFD, VKI_FD_CLOEXEC);
   return result;
}

static void stop(const HChar* file)
{
   if (fd >= 0)
      VG_(close)(fd);
   fd = -1;
   folder = NULL; /* before the warning, which would be traced */
   SC_(warn)("cannot write to %s (is the disk full?); the trace of this process ends here, "
             "findings are still printed", file);
}

static void open_file(void)
{
   HChar* file = trace_file();
   const SysRes r = VG_(open)(file, VKI_O_CREAT | VKI_O_EXCL | VKI_O_WRONLY | VKI_O_APPEND, 0666);
   if (sr_isError(r))
      stop(file);
   else
      fd = out_of_the_way((Int)sr_Res(r));
   VG_(free)(file);
}

Bool SC_(trace_is_written)(void)
{
   return fd >= 0;
}

/* Ends the record and writes it whole. */
static void put(Json* j)
{
   SC_(json_close)(j, '}');
   SC_(text_add_char)(&j->text, '\n');
   if (fd >= 0 && VG_(write)(fd, SC_(text_chars)(&j->text), (Int)j->text.used) != (Int)j->text.used) {
      HChar* file = trace_file();
      stop(file);
      VG_(free)(file);
   }
   SC_(text_free)(&j->text);
}

/*--- Pieces of records ---*/

static Json record(const HChar* kind)
{
   Json j = JSON_EMPTY;
   SC_(json_open)(&j, NULL, '{');
   SC_(json_string)(&j, "r", kind);
   return j;
}

static Json event_record(const HChar* kind, Stamp when)
{
   Json j = record(kind);
   SC_(json_number)(&j, "e", when.event);
   return j;
}

static const HChar* lang_name(Lang lang)
{
   static const HChar* const names[] = {
      [LANG_C] = "c", [LANG_OCAML] = "ocaml", [LANG_RUNTIME] = "runtime", [LANG_TOOL] = "tool"
   };
   return names[lang];
}

static void add_frame(Json* j, const Frame* f)
{
   SC_(json_open)(j, NULL, '{');
   SC_(json_address)(j, "ip", f->ip);
   SC_(json_string)(j, "fn", f->fn);
   SC_(json_string)(j, "name", f->name);
   SC_(json_string)(j, "file", f->file);
   if (f->line)
      SC_(json_number)(j, "line", f->line);
   else
      SC_(json_null)(j, "line");
   SC_(json_string)(j, "obj", f->obj);
   SC_(json_string)(j, "lang", lang_name(f->lang));
   if (f->text)
      SC_(json_string)(j, "text", f->text);
   SC_(json_close)(j, '}');
}

static void add_stack(Json* j, const HChar* key, const ExeContext* where, const Document* d)
{
   SC_(json_open)(j, key, '[');
   if (where) {
      XArray* frames = SC_(frames_of)(where, d);
      for (Word i = 0; i < VG_(sizeXA)(frames); i++)
         add_frame(j, VG_(indexXA)(frames, i));
      SC_(frames_delete)(frames);
   }
   SC_(json_close)(j, ']');
}

/*--- Records ---*/

static void add_argv(Json* j)
{
   SC_(json_open)(j, "argv", '[');
   SC_(json_string)(j, NULL, VG_(args_the_exename));
   for (Word i = 0; i < VG_(sizeXA)(VG_(args_for_client)); i++)
      SC_(json_string)(j, NULL, *(HChar**)VG_(indexXA)(VG_(args_for_client), i));
   SC_(json_close)(j, ']');
}

static void add_notes(Json* j)
{
   const XArray* notes = SC_(object_notes)();
   SC_(json_open)(j, "notes", '[');
   for (Word i = 0; i < VG_(sizeXA)(notes); i++)
      SC_(json_string)(j, NULL, *(const HChar**)VG_(indexXA)(notes, i));
   SC_(json_close)(j, ']');
}

static void add_parent(Json* j)
{
   const UInt self = SC_(lineage_self)();
   const Process* me = SC_(lineage_process)(self);
   SC_(json_string)(j, "path", me->path);
   if (self > 0) {
      SC_(json_string)(j, "parent", SC_(lineage_process)(self - 1)->path);
      SC_(json_number)(j, "parent_event", me->fork.event);
   } else {
      SC_(json_null)(j, "parent");
      SC_(json_null)(j, "parent_event");
   }
}

void SC_(trace_begin_process)(void)
{
   if (!folder)
      return;
   if (fd >= 0) /* the parent's */
      VG_(close)(fd);
   fd = -1;
   open_file();
   const Runtime* rt = SC_(the_runtime)();
   const Process* me = SC_(lineage_process)(SC_(lineage_self)());
   Json j = record("process");
   SC_(json_number)(&j, "format", 1);
   add_parent(&j);
   SC_(json_number)(&j, "pid", (ULong)VG_(getpid)());
   SC_(json_number)(&j, "ppid", (ULong)VG_(getppid)());
   add_argv(&j);
   SC_(json_string)(&j, "exe", SC_(main_exe_path)());
   SC_(json_string)(&j, "build_id", SC_(main_exe_build_id)());
   SC_(json_string)(&j, "runtime", rt ? rt->name : NULL);
   SC_(json_string)(&j, "stubcheck", STUBCHECK_VERSION);
   SC_(json_string)(&j, "valgrind", STUBCHECK_VALGRIND_VERSION);
   if (me->fork_where)
      add_stack(&j, "fork_stack", me->fork_where, NULL);
   add_notes(&j);
   put(&j);
}

static const HChar* role_name(PartRole role)
{
   static const HChar* const names[] = {
      [PART_ORIGIN] = "origin", [PART_OWNER] = "owner", [PART_CAUSE] = "cause",
      [PART_PROCESS] = "process", [PART_INNOCENT] = "innocent", [PART_NATIVE] = "native",
      [PART_FIX] = "fix"
   };
   return names[role];
}

void SC_(trace_finding)(const Document* d)
{
   if (fd < 0)
      return;
   const KindInfo* kind = SC_(kind_info)(d->kind);
   Json j = event_record("finding", d->when);
   SC_(json_string)(&j, "id", kind->id);
   SC_(json_string)(&j, "kind", kind->name);
   SC_(json_string)(&j, "certainty", SC_(certainty_name)(d->certainty));
   SC_(json_string)(&j, "hash", d->hash);
   SC_(json_string)(&j, "key", d->key);
   SC_(json_number)(&j, "tid", d->tid);
   SC_(json_string)(&j, "what", d->what);
   SC_(trace_named)(&j, "what_named", &d->what_named);
   add_stack(&j, "stack", d->where, d);
   SC_(json_open)(&j, "parts", '[');
   for (Word i = 0; i < VG_(sizeXA)(d->parts); i++) {
      const Part* p = VG_(indexXA)(d->parts, i);
      SC_(json_open)(&j, NULL, '{');
      SC_(json_string)(&j, "role", role_name(p->role));
      SC_(json_string)(&j, "text", p->text);
      SC_(trace_named)(&j, "named", &p->named);
      add_stack(&j, "stack", p->where, d);
      SC_(json_close)(&j, '}');
   }
   SC_(json_close)(&j, ']');
   SC_(trace_variable)(&j, d);
   put(&j);
}

void SC_(trace_fork)(Stamp when, const HChar* child_path, ExeContext* where)
{
   if (fd < 0)
      return;
   Json j = event_record("fork", when);
   SC_(json_string)(&j, "child", child_path);
   add_stack(&j, "stack", where, NULL);
   put(&j);
}

void SC_(trace_exec)(Stamp when, const HChar* file, Bool followed)
{
   Json j = event_record("exec", when);
   SC_(json_string)(&j, "file", file);
   SC_(json_bool)(&j, "followed", followed);
   put(&j);
}

void SC_(trace_exec_failed)(Stamp when, const HChar* file, UWord errnum)
{
   Json j = event_record("exec-failed", when);
   SC_(json_string)(&j, "file", file);
   SC_(json_number)(&j, "errno", errnum);
   put(&j);
}

void SC_(trace_compaction)(Stamp when, UInt number, ExeContext* where)
{
   if (fd < 0)
      return;
   Json j = event_record("compaction", when);
   SC_(json_number)(&j, "n", number);
   add_stack(&j, "stack", where, NULL);
   put(&j);
}

void SC_(trace_warning)(Stamp when, const HChar* text)
{
   Json j = event_record("warning", when);
   SC_(json_string)(&j, "text", text);
   put(&j);
}

void SC_(trace_refused)(const HChar* why)
{
   if (!folder)
      return;
   if (fd < 0)
      open_file();
   Json j = record("refused");
   SC_(json_string)(&j, "why", why);
   put(&j);
}

/*--- The end ---*/

static void add_known(Json* j, const HChar* key, Int value)
{
   if (value >= 0)
      SC_(json_number)(j, key, (ULong)value);
   else
      SC_(json_null)(j, key);
}

void SC_(trace_exit)(const ExitFacts* facts)
{
   if (fd < 0)
      return;
   Json j = event_record("exit", SC_(now)());
   add_known(&j, "status", facts->status);
   SC_(json_null)(&j, "signal");
   SC_(json_open)(&j, "findings", '{');
   for (Word i = 0; i < VG_(sizeXA)(facts->findings); i++) {
      const Named* n = VG_(indexXA)(facts->findings, i);
      SC_(json_number)(&j, n->name, n->number);
   }
   SC_(json_close)(&j, '}');
   SC_(json_number)(&j, "inherited", facts->inherited);
   SC_(json_open)(&j, "counters", '{');
   for (Word i = 0; i < VG_(sizeXA)(facts->counters); i++) {
      const Named* n = VG_(indexXA)(facts->counters, i);
      SC_(json_number)(&j, n->name, n->number);
   }
   SC_(json_close)(&j, '}');
   put(&j);
}
