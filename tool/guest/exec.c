/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What must survive an exec: the process's path, its logs, the end of its XML. The
   trace survives by itself. */
#include "guest/exec.h"

#include "base/client.h"
#include "base/clock.h"
#include "base/core.h"
#include "base/text.h"
#include "pub_tool_libcfile.h" // VG_(readlink)
#include "pub_tool_libcprint.h"
#include "pub_tool_options.h"  // VG_(clo_xml)
#include "pub_tool_vki.h"
#include "pub_tool_vkiscnums.h"
#include "process/lineage.h"
#include "report/report.h"
#include "report/trace.h"

#define PATH_MAX_CHARS 256

static Bool exec_image;
static Int  exec_note = -1; /* left for the image after an exec, or -1 */

/* What the kernel calls it; the caller frees it. "" when there is none. */
static HChar* name_of_descriptor(Int fd)
{
   HChar link[32], name[VKI_PATH_MAX];
   VG_(snprintf)(link, sizeof link, "/proc/self/fd/%d", fd);
   const SSizeT n = VG_(readlink)(link, name, sizeof name - 1);
   name[n > 0 ? n : 0] = '\0';
   return VG_(strdup)("sc.process", name);
}

/*--- The note that tells an exec'ed image its path ---*/

/* A file in memory that outlives the exec: it needs no disk, no name that others
   can guess, and dies with the process. Its descriptor lies among Valgrind's own;
   the image after the exec may have moved these up by as many. */
#define NOTE_NAME "stubcheck-process"
#define VALGRINDS_DESCRIPTORS 12 /* N_RESERVED_FDS, m_main.c */

static void write_note(void)
{
   const SysRes made = VG_(do_syscall)(__NR_memfd_create, (UWord)NOTE_NAME, 0, 0, 0, 0, 0, 0, 0);
   if (sr_isError(made))
      return;
   const Int low = (Int)sr_Res(made);
   HChar* path = SC_(lineage_exec_path)();
   VG_(write)(low, path, (Int)VG_(strlen)(path));
   VG_(free)(path);
   exec_note = VG_(fcntl)(low, VKI_F_DUPFD, (Addr)VG_(fd_hard_limit));
   VG_(close)(low);
}

static void remove_note(void)
{
   if (exec_note >= 0)
      VG_(close)(exec_note);
   exec_note = -1;
}

static Bool is_note(Int fd)
{
   HChar* name = name_of_descriptor(fd);
   const Bool result = VG_(strncmp)(name, "/memfd:" NOTE_NAME, sizeof "/memfd:" NOTE_NAME - 1) == 0;
   VG_(free)(name);
   return result;
}

/* The path that the note holds, which is closed; False when there is none. */
static Bool read_note(HChar* path, SizeT size)
{
   const Int lowest = VG_(fd_hard_limit) - 2 * VALGRINDS_DESCRIPTORS;
   const Int highest = VG_(fd_hard_limit) + VALGRINDS_DESCRIPTORS;
   for (Int fd = lowest > 3 ? lowest : 3; fd < highest; fd++)
      if (is_note(fd)) {
         VG_(lseek)(fd, 0, VKI_SEEK_SET);
         const Int n = VG_(read)(fd, path, (Int)size - 1);
         VG_(close)(fd);
         path[n > 0 ? n : 0] = '\0';
         return n > 0;
      }
   return False;
}

const HChar* SC_(process_path)(void)
{
   HChar path[PATH_MAX_CHARS];
   exec_image = read_note(path, sizeof path);
   return VG_(strdup)("sc.process", exec_image ? path : "1");
}

Bool SC_(is_exec_image)(void)
{
   return exec_image;
}

/*--- Logs across an exec ---*/

/* An exec'ed Valgrind opens the same --log-file and --xml-file and empties them (%n
   counts from 1 in each image). So before a followed exec a file that holds findings
   is renamed: the path of this process is added. A file without %p has many writers:
   it is always renamed. Its name is asked of the kernel: %n would give another. */
typedef struct {
   HChar* old; /* NULL: not renamed */
   HChar* kept;
} Log;

static Log logs[2];

static void keep_log(Log* log, const HChar* pattern, Int fd)
{
   if (!pattern || VG_(strncmp)(pattern, "/dev/", 5) == 0
       || (VG_(strstr)(pattern, "%p") && SC_(findings_here)() == 0))
      return;
   log->old = name_of_descriptor(fd);
   log->kept = SC_(format)("%s.%s", log->old, SC_(my_path)());
   VG_(rename)(log->old, log->kept);
}

static void keep_logs(void)
{
   keep_log(&logs[0], VG_(clo_log_fname_unexpanded), VG_(log_output_sink).fd);
   keep_log(&logs[1], VG_(clo_xml_fname_unexpanded), VG_(xml_output_sink).fd);
}

/* The exec has failed: the files have their names again. */
static void take_back_logs(void)
{
   for (UInt i = 0; i < sizeof logs / sizeof logs[0]; i++) {
      if (!logs[i].old)
         continue;
      VG_(rename)(logs[i].kept, logs[i].old);
      VG_(free)(logs[i].old);
      VG_(free)(logs[i].kept);
      logs[i].old = logs[i].kept = NULL;
   }
}

/* Nobody writes the end of this image's XML after an exec. A failed one takes it
   back: the descriptor is the core's, so is the file's length. */
#define XML_END "\n</valgrindoutput>\n\n"

static void end_xml(void)
{
   if (VG_(clo_xml))
      VG_(printf_xml)("%s", XML_END);
}

static void take_back_xml_end(void)
{
   const Int fd = VG_(xml_output_sink).fd;
   if (!VG_(clo_xml) || VG_(lseek)(fd, 0, VKI_SEEK_CUR) < 0)
      return; /* a socket keeps it */
   const Off64T end = VG_(lseek)(fd, -(Off64T)(sizeof XML_END - 1), VKI_SEEK_CUR);
   VG_(do_syscall)(__NR_ftruncate, (UWord)fd, (UWord)end, 0, 0, 0, 0, 0, 0);
}

/*--- Exec ---*/

void SC_(exec_begins)(Addr file)
{
   HChar name[PATH_MAX_CHARS];
   SC_(client_string)(file, name, sizeof name);
   SC_(trace_exec)(SC_(event)(), name, VG_(clo_trace_children));
   end_xml();
   if (VG_(clo_trace_children)) {
      write_note();
      keep_logs();
   }
}

void SC_(exec_failed)(Addr file, UWord errnum, Bool spawned)
{
   HChar name[PATH_MAX_CHARS];
   SC_(client_string)(file, name, sizeof name);
   remove_note();
   take_back_logs();
   take_back_xml_end();
   SC_(trace_exec_failed)(SC_(event)(), name, errnum);
   if (spawned)
      SC_(warn)("exec of %s failed (error %lu) in a child of posix_spawn. Natively the parent is "
                "told (Unix.create_process raises Unix_error); under Valgrind it gets a pid, and "
                "the child exits with 127.", name, errnum);
}
