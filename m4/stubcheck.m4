# SPDX-License-Identifier: GPL-2.0-or-later

# SC_NEED_FILE(FILE, WHAT, DEBIAN-PACKAGE)
# Stops unless FILE exists.
AC_DEFUN([SC_NEED_FILE],
  [AC_MSG_CHECKING([for $2])
   AS_IF([test -f "$1"], [AC_MSG_RESULT([$1])],
     [AC_MSG_RESULT([no])
      SC_MISSING([$2 ($1)], [$3])])])

# SC_MISSING(WHAT, DEBIAN-PACKAGE)
# Stops with one line that says what is missing and where Debian has it.
AC_DEFUN([SC_MISSING],
  [AC_MSG_ERROR([missing: $1; on Debian or Ubuntu: apt-get install $2])])

# SC_PC_VARIABLE(SHELL-VARIABLE, NAME)
# A variable of valgrind.pc.
AC_DEFUN([SC_PC_VARIABLE], [$1=`$PKG_CONFIG --variable=$2 valgrind`])

# SC_KEEP_FLAGS(VARIABLE, FLAGS)
# Sets VARIABLE to those of FLAGS that the compiler accepts.
AC_DEFUN([SC_KEEP_FLAGS],
  [sc_saved_CFLAGS=$CFLAGS
   $1=
   for sc_flag in $2; do
     AC_MSG_CHECKING([whether $CC accepts $sc_flag])
     CFLAGS="-Werror $sc_flag"
     AC_COMPILE_IFELSE([AC_LANG_SOURCE([extern int x;])],
       [AC_MSG_RESULT([yes]); $1="$$1 $sc_flag"],
       [AC_MSG_RESULT([no])])
   done
   CFLAGS=$sc_saved_CFLAGS
   AC_SUBST([$1])])

# SC_PROBE_TOOL
# Links a miniature tool as ours will be linked, so that a Valgrind without a
# symbol that we use is found here. use_CF_info and clo_error_exitcode are the
# core's own: no tool header declares them.
AC_DEFUN([SC_PROBE_TOOL],
  [AC_MSG_CHECKING([whether a Valgrind tool links])
   sc_saved_CFLAGS=$CFLAGS; sc_saved_CPPFLAGS=$CPPFLAGS
   sc_saved_LDFLAGS=$LDFLAGS; sc_saved_LIBS=$LIBS
   CFLAGS="$TOOL_CFLAGS"; CPPFLAGS="$VG_CPPFLAGS"
   LDFLAGS="$TOOL_LDFLAGS"; LIBS="$TOOL_LIBS"
   AC_LINK_IFELSE([AC_LANG_SOURCE([[
#include "pub_tool_basics.h"
#include "pub_tool_tooliface.h"
extern void VG_(use_CF_info) (void);
extern Int  VG_(clo_error_exitcode);
static void pre_clo_init (void)
{
   VG_(use_CF_info) ();
   VG_(clo_error_exitcode) = 1;
}
VG_DETERMINE_INTERFACE_VERSION (pre_clo_init)
]])],
     [AC_MSG_RESULT([yes])],
     [AC_MSG_RESULT([no])
      AC_MSG_ERROR([a miniature tool does not link against Valgrind $VG_VERSION (see config.log); stubcheck needs Valgrind's archives, headers and a C compiler of one version; on Debian or Ubuntu: apt-get install valgrind build-essential])])
   CFLAGS=$sc_saved_CFLAGS; CPPFLAGS=$sc_saved_CPPFLAGS
   LDFLAGS=$sc_saved_LDFLAGS; LIBS=$sc_saved_LIBS])
