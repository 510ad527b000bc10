/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Standard libraries are known by the names of their functions, the runtime by
   its place: ocamlopt links it after all objects and stubs, and only the C
   library comes after it. Knows the libraries of OCaml 4.10 to 5.3. */
#include "scan_origin.h"

#include <stdlib.h>
#include <string.h>

/* libunix, without the prefix `unix_` (4.x) or `caml_unix_` (5.x). Sorted. */
static const char *const unix_names[] = {
   "accept", "access", "alarm", "alloc_inet6_addr", "alloc_inet_addr", "alloc_sockaddr", "bind",
   "chdir", "check_path", "chmod", "chown", "chroot", "clear_cloexec", "clear_close_on_exec",
   "clear_nonblock", "cloexec_p", "close", "closedir", "code_of_unix_error", "connect",
   "cst_to_constr", "cstringvect", "cstringvect_free", "dup", "dup2", "environment",
   "environment_unsafe", "error", "error_message", "error_of_code", "execv", "execve", "execvp",
   "execvpe", "exit", "fchmod", "fchown", "fork", "fstat", "fstat_64", "fsync", "ftruncate",
   "ftruncate_64", "get_sockaddr", "getaddrinfo", "getcwd", "getegid", "geteuid", "getgid",
   "getgrgid", "getgrnam", "getgroups", "gethostbyaddr", "gethostbyname", "gethostname",
   "getitimer", "getlogin", "getnameinfo", "getpeername", "getpid", "getppid", "getprotobyname",
   "getprotobynumber", "getpwnam", "getpwuid", "getservbyname", "getservbyport", "getsockname",
   "getsockopt", "getsockopt_aux", "gettimeofday", "gettimeofday_unboxed", "getuid", "gmtime",
   "has_symlink", "inchannel_of_filedescr", "inet_addr_of_string", "initgroups", "isatty", "kill",
   "link", "listen", "localtime", "lockf", "lseek", "lseek_64", "lstat", "lstat_64", "map_file",
   "map_file_bytecode", "mapped_alloc", "mkdir", "mkfifo", "mktime", "nice", "open", "opendir",
   "outchannel_of_filedescr", "pipe", "putenv", "read", "read_bigarray", "readdir", "readlink",
   "realpath", "recv", "recvfrom", "rename", "rewinddir", "rmdir", "select", "send", "sendto",
   "sendto_native", "set_cloexec", "set_close_on_exec", "set_nonblock", "setgid", "setgroups",
   "setitimer", "setsid", "setsockopt", "setsockopt_aux", "setuid", "shutdown", "sigpending",
   "sigprocmask", "sigsuspend", "single_write", "sleep", "socket", "socketpair", "spawn", "stat",
   "stat_64", "string_of_inet_addr", "symlink", "tcdrain", "tcflow", "tcflush", "tcgetattr",
   "tcsendbreak", "tcsetattr", "time", "time_unboxed", "times", "truncate", "truncate_64",
   "umask", "unlink", "utimes", "wait", "waitpid", "write", "write_bigarray",
};

static int compare_names(const void *a, const void *b) {
   return strcmp(a, *(const char *const *)b);
}

/* What follows `prefix` in `name`, or NULL. */
static const char *after(const char *name, const char *prefix) {
   const size_t n = strlen(prefix);
   return strncmp(name, prefix, n) == 0 ? name + n : NULL;
}

static bool is_unix(const char *name) {
   const char *rest = after(name, "unix_");
   if (rest == NULL)
      rest = after(name, "caml_unix_");
   return rest != NULL
          && bsearch(rest, unix_names, sizeof unix_names / sizeof unix_names[0], sizeof unix_names[0],
                     compare_names) != NULL;
}

static bool is_one_of(const char *name, const char *const *list) {
   while (*list != NULL && strcmp(name, *list) != 0)
      list++;
   return *list != NULL;
}

static bool is_threads(const char *name) {
   static const char *const names[] = {
      "caml_thread_cleanup", "caml_thread_exit", "caml_thread_id", "caml_thread_initialize",
      "caml_thread_join", "caml_thread_new", "caml_thread_self", "caml_thread_sigmask",
      "caml_thread_uncaught_exception", "caml_thread_yield", "caml_wait_signal",
      "caml_mutex_lock", "caml_mutex_new", "caml_mutex_try_lock", "caml_mutex_unlock",
      "caml_condition_broadcast", "caml_condition_new", "caml_condition_signal", "caml_condition_wait", NULL};
   return is_one_of(name, names);
}

static bool is_str(const char *name) {
   static const char *const names[] = {"re_partial_match", "re_replacement_text", "re_search_backward",
                                       "re_search_forward", "re_string_match", NULL};
   return is_one_of(name, names);
}

Origin origin_of_name(const char *name) {
   if (is_unix(name))
      return ORIGIN_UNIX;
   if (is_threads(name))
      return ORIGIN_THREADS;
   if (is_str(name))
      return ORIGIN_STR;
   return after(name, "caml_") ? ORIGIN_RUNTIME : ORIGIN_STUB;
}

/* The address from which on the runtime is linked: the least of these functions,
   one or more of each object of libasmrun, for the linker takes the objects in an
   order that depends on the program. UINT64_MAX when the runtime is elsewhere. */
static uint64_t runtime_start(const ElfImage *im) {
   static const char *const first[] = {
      "caml_init_atom_table", "caml_parse_ocamlrunparam", "caml_startup_aux", "caml_addrmap_lookup",
      "caml_addrmap_insert", "caml_reset_afl_instrumentation", "caml_setup_afl", "caml_alloc",
      "caml_array_get", "caml_array_get_addr", "caml_record_backtrace", "caml_record_backtraces",
      "caml_register_named_value", "caml_main", "caml_raise", "caml_register_frametable",
      "caml_init_frame_descriptors", "caml_oldify_local_roots", "caml_process_pending_signals_exn",
      "caml_process_pending_signals", "caml_record_signal", "caml_execute_signal_exn",
      "caml_garbage_collection", "caml_init_nat_signals", "caml_set_allocation_policy",
      "caml_init_major_heap", "caml_darken", "caml_oldify_one", "caml_alloc_table", "caml_page_table_lookup",
      "caml_compare", "caml_int_compare", "caml_format_int", "caml_alloc_for_heap", "caml_copy_double",
      "caml_string_length", "caml_ml_string_length", "caml_open_descriptor_in", "caml_output_val",
      "caml_input_val", "caml_hash_mix_uint32", "caml_sys_error", "caml_parse_engine", "caml_gc_stat",
      "caml_gc_quick_stat", "caml_MD5Init", "caml_md5_string", "caml_static_alloc", "caml_lex_engine",
      "caml_read_fd", "caml_format_exception", "caml_callback_exn", "caml_ephe_create", "caml_compact_heap",
      "caml_final_update_mark_phase", "caml_final_do_calls_exn", "caml_alloc_custom", "caml_skiplist_find",
      "caml_globalsym", "caml_natdynlink_getmap", "caml_debugger_init", "caml_get_global_data",
      "caml_ba_alloc", "caml_memprof_track_alloc_shr", "caml_init_domain", "caml_register_code_fragment"};
   uint64_t start = UINT64_MAX;
   for (size_t i = 0; i < sizeof first / sizeof first[0]; i++) {
      const ElfSymbol *s = elf_find_defined(im, first[i]);
      if (s != NULL && s->addr < start)
         start = s->addr;
   }
   return start;
}

Origin origin_of_symbol(const ElfImage *im, const ElfSymbol *s) {
   if (!s->defined && s->library && (after(s->library, "libm.") || after(s->library, "libc.")))
      return ORIGIN_C_LIBRARY;
   const Origin by_name = origin_of_name(s->name);
   if (!s->defined || by_name == ORIGIN_UNIX || by_name == ORIGIN_THREADS || by_name == ORIGIN_STR)
      return by_name;
   if (s->addr < runtime_start(im))
      return ORIGIN_STUB;
   return by_name == ORIGIN_RUNTIME ? ORIGIN_RUNTIME : ORIGIN_C_LIBRARY;
}

const char *origin_name(Origin origin) {
   static const char *const names[ORIGIN_COUNT] = {"runtime", "unix", "threads", "str", "C library", "stub"};
   return names[origin];
}
