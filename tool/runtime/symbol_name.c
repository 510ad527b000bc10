/* SPDX-License-Identifier: GPL-2.0-or-later */
/* OCaml's names out of ELF symbols. Where a scheme is ambiguous (`__` joins a
   library to its unit, a unit to its value, and may stand inside a value's name:
   ocaml/ocaml#8998), the reading is the one that ordinary naming makes right:
   units begin with a capital letter, values do not. */
#include "runtime/symbol_name.h"

#include "base/text.h"

static Bool is_upper(HChar c) { return c >= 'A' && c <= 'Z'; }
static Bool is_digit(HChar c) { return c >= '0' && c <= '9'; }
static Bool is_letter(HChar c) { return is_upper(c) || (c >= 'a' && c <= 'z') || c == '_'; }

static Bool has_prefix(const HChar* s, const HChar* prefix)
{
   return VG_(strncmp)(s, prefix, VG_(strlen)(prefix)) == 0;
}

/* A symbol taken apart: caml <unit> <separator> <name>. */
typedef struct {
   const HChar* unit;
   SizeT        unit_length;
   const HChar* name; /* stamp and escapes included */
} Parts;

/* 5.1 and later: `camlStdlib__List.map_84`. */
static Bool split_at_dot(const HChar* body, Parts* p)
{
   const HChar* dot = VG_(strchr)(body, '.');
   if (dot == NULL || dot[1] == '\0')
      return False;
   p->unit_length = (SizeT)(dot - body);
   p->name = dot + 1;
   return True;
}

/* The next `__', or the NUL. */
static const HChar* next_separator(const HChar* s)
{
   while (*s && (s[0] != '_' || s[1] != '_'))
      s++;
   return s;
}

/* Up to 5.0: `camlStdlib__List__map_84`. The unit ends after the last part that
   begins with a capital letter, the final part apart: that is a name, be it a
   functor's (`camlStdlib__Set__Make_12`). */
static Bool split_at_underscores(const HChar* body, Parts* p)
{
   Bool found = False;
   const HChar* part = body;
   for (;;) {
      const HChar* end = next_separator(part);
      if (*end == '\0' || end[2] == '\0')
         return found;
      if (is_upper(*part) && end > part) {
         p->unit_length = (SizeT)(end - body);
         p->name = end + 2;
         found = True;
      }
      part = end + 2;
   }
}

/* What ocamlopt emits for a unit besides its functions. */
static Bool is_data_name(const HChar* name)
{
   static const HChar* const names[] = {
      "code_begin", "code_end", "data_begin", "data_end", "frametable", "gc_roots"
   };
   static const HChar closure[] = "_closure"; /* flambda; functions end in a stamp */
   const SizeT n = VG_(strlen)(name), m = sizeof closure - 1;
   if (is_digit(*name) || (n > m && VG_(strcmp)(name + n - m, closure) == 0))
      return True;
   for (UWord i = 0; i < sizeof names / sizeof *names; i++)
      if (VG_(strcmp)(name, names[i]) == 0)
         return True;
   return False;
}

static Bool take_apart(const HChar* symbol, Parts* p)
{
   if (!has_prefix(symbol, "caml") || !is_upper(symbol[4]))
      return False;
   p->unit = symbol + 4;
   return (split_at_dot(p->unit, p) || split_at_underscores(p->unit, p)) && !is_data_name(p->name);
}

Bool SC_(is_ocaml_symbol)(const HChar* symbol)
{
   Parts p;
   return take_apart(symbol, &p);
}

/* `Dune__exe__Main` -> "Dune__exe.Main": a dot where a capital letter follows. */
static void add_unit(Text* t, const HChar* unit, SizeT length)
{
   for (SizeT i = 0; i < length; i++) {
      const HChar* c = unit + i;
      if (i > 0 && i + 2 < length && c[0] == '_' && c[1] == '_' && is_upper(c[2])) {
         SC_(text_add_char)(t, '.');
         i++;
      } else
         SC_(text_add_char)(t, *c);
   }
}

/* Length of s[0..n) without a last `_` and digits; `n` when there are none or
   nothing would be left. */
static SizeT without_stamp(const HChar* s, SizeT n)
{
   SizeT i = n;
   while (i > 0 && is_digit(s[i - 1]))
      i--;
   return i < n && i > 1 && s[i - 1] == '_' ? i - 1 : n;
}

/* `bar_123` -> 3; flambda-backend's `bar_3_7_code` -> 3. */
static SizeT name_length(const HChar* name)
{
   const SizeT n = VG_(strlen)(name), code = 5;
   if (n > code && VG_(strcmp)(name + n - code, "_code") == 0) {
      const SizeT inner = without_stamp(name, n - code);
      if (inner < n - code)
         return without_stamp(name, inner);
   }
   return without_stamp(name, n);
}

/* -1 when `c` is no hex digit. */
static Int hex_digit(HChar c)
{
   if (is_digit(c))
      return c - '0';
   return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The name with `$3e` read as '>'. The caller frees it. */
static HChar* unescape(const HChar* s, SizeT n)
{
   Text t = TEXT_EMPTY;
   for (SizeT i = 0; i < n; i++) {
      const Bool room = s[i] == '$' && i + 2 < n;
      const Int high = room ? hex_digit(s[i + 1]) : -1;
      const Int low = room ? hex_digit(s[i + 2]) : -1;
      const Int c = high >= 0 && low >= 0 ? 16 * high + low : 0;
      if (c >= ' ' && c != 0x7f) {
         SC_(text_add_char)(&t, (HChar)c);
         i += 2;
      } else
         SC_(text_add_char)(&t, s[i]);
   }
   return SC_(text_take)(&t);
}

/* `>>=`, `let*`, `and+`; not the compiler's own `*match*`. */
static Bool is_operator(const HChar* name)
{
   if (has_prefix(name, "let") || has_prefix(name, "and")) {
      name += 3;
      if (*name == '\0')
         return False;
   }
   for (; *name; name++)
      if (is_letter(*name) || is_digit(*name) || *name == '\'')
         return False;
   return True;
}

HChar* SC_(ocaml_name)(const HChar* symbol)
{
   Parts p;
   Text t = TEXT_EMPTY;
   if (!take_apart(symbol, &p))
      return VG_(strdup)("sc.symbol_name", symbol);
   add_unit(&t, p.unit, p.unit_length);
   if (VG_(strcmp)(p.name, "entry") == 0) {
      SC_(text_add)(&t, " (top level)");
      return SC_(text_take)(&t);
   }
   HChar* name = unescape(p.name, name_length(p.name));
   if (VG_(strcmp)(name, "fun") == 0 || has_prefix(name, "anon_fn["))
      SC_(text_add)(&t, ".(fun)");
   else
      SC_(text_printf)(&t, is_operator(name) ? ".(%s)" : ".%s", name);
   VG_(free)(name);
   return SC_(text_take)(&t);
}

HChar* SC_(bytecode_name)(const HChar* name)
{
   Text t = TEXT_EMPTY;
   const HChar* dot = VG_(strchr)(name, '.');
   const SizeT unit = dot ? (SizeT)(dot - name) : VG_(strlen)(name);
   add_unit(&t, name, unit);
   SC_(text_add)(&t, dot ? dot : " (top level)");
   return SC_(text_take)(&t);
}

/* Sorted by symbol. 5.x calls `unix_fork` caml_unix_fork: listed once. */
static const struct {
   const HChar* symbol;
   const HChar* name;
} primitives[] = {
   { "caml_array_append", "Array.append" },
   { "caml_array_blit", "Array.blit" },
   { "caml_array_concat", "Array.concat" },
   { "caml_array_fill", "Array.fill" },
   { "caml_array_sub", "Array.sub" },
   { "caml_ba_blit", "Bigarray.blit" },
   { "caml_ba_change_layout", "Bigarray.Genarray.change_layout" },
   { "caml_ba_create", "Bigarray.Genarray.create" },
   { "caml_ba_fill", "Bigarray.fill" },
   { "caml_ba_reshape", "Bigarray.reshape" },
   { "caml_ba_slice", "Bigarray.Genarray.slice_left" },
   { "caml_ba_sub", "Bigarray.Genarray.sub_left" },
   { "caml_call_gc", "the GC" },
   { "caml_compare", "Stdlib.compare" },
   { "caml_ephe_create", "Ephemeron.create" },
   { "caml_equal", "Stdlib.(=)" },
   { "caml_final_register", "Gc.finalise" },
   { "caml_final_register_called_without_value", "Gc.finalise_last" },
   { "caml_final_release", "Gc.finalise_release" },
   { "caml_garbage_collection", "the GC" },
   { "caml_gc_compaction", "Gc.compact" },
   { "caml_gc_counters", "Gc.counters" },
   { "caml_gc_full_major", "Gc.full_major" },
   { "caml_gc_get", "Gc.get" },
   { "caml_gc_major", "Gc.major" },
   { "caml_gc_major_slice", "Gc.major_slice" },
   { "caml_gc_minor", "Gc.minor" },
   { "caml_gc_quick_stat", "Gc.quick_stat" },
   { "caml_gc_set", "Gc.set" },
   { "caml_gc_stat", "Gc.stat" },
   { "caml_hash", "Hashtbl.hash" },
   { "caml_input_value", "Marshal.from_channel" },
   { "caml_input_value_from_bytes", "Marshal.from_bytes" },
   { "caml_make_vect", "Array.make" },
   { "caml_memprof_start", "Gc.Memprof.start" },
   { "caml_memprof_stop", "Gc.Memprof.stop" },
   { "caml_ml_flush", "Stdlib.flush" },
   { "caml_obj_block", "Obj.new_block" },
   { "caml_obj_dup", "Obj.dup" },
   { "caml_obj_reachable_words", "Obj.reachable_words" },
   { "caml_obj_set_tag", "Obj.set_tag" },
   { "caml_obj_truncate", "Obj.truncate" },
   { "caml_obj_with_tag", "Obj.with_tag" },
   { "caml_output_value", "Marshal.to_channel" },
   { "caml_output_value_to_buffer", "Marshal.to_buffer" },
   { "caml_output_value_to_bytes", "Marshal.to_bytes" },
   { "caml_output_value_to_string", "Marshal.to_string" },
   { "caml_register_named_value", "Callback.register" },
   { "caml_runtime_parameters", "Sys.runtime_parameters" },
   { "caml_sys_exit", "Stdlib.exit" },
   { "caml_sys_system_command", "Sys.command" },
   { "caml_thread_exit", "Thread.exit" },
   { "caml_thread_join", "Thread.join" },
   { "caml_thread_new", "Thread.create" },
   { "caml_thread_yield", "Thread.yield" },
   { "caml_weak_create", "Weak.create" },
   { "unix_close", "Unix.close" },
   { "unix_dup2", "Unix.dup2" },
   { "unix_execv", "Unix.execv" },
   { "unix_execve", "Unix.execve" },
   { "unix_execvp", "Unix.execvp" },
   { "unix_execvpe", "Unix.execvpe" },
   { "unix_exit", "Unix._exit" },
   { "unix_fork", "Unix.fork" },
   { "unix_kill", "Unix.kill" },
   { "unix_map_file", "Unix.map_file" },
   { "unix_map_file_bytecode", "Unix.map_file" },
   { "unix_pipe", "Unix.pipe" },
   { "unix_read", "Unix.read" },
   { "unix_select", "Unix.select" },
   { "unix_sleep", "Unix.sleepf" },
   { "unix_spawn", "Unix.create_process" },
   { "unix_wait", "Unix.wait" },
   { "unix_waitpid", "Unix.waitpid" },
   { "unix_write", "Unix.write" }
};

const HChar* SC_(primitive_name)(const HChar* symbol)
{
   UWord lo = 0, hi = sizeof primitives / sizeof *primitives;
   if (has_prefix(symbol, "caml_unix_"))
      symbol += 5;
   while (lo < hi) {
      const UWord mid = (lo + hi) / 2;
      const Int order = VG_(strcmp)(symbol, primitives[mid].symbol);
      if (order == 0)
         return primitives[mid].name;
      if (order < 0)
         hi = mid;
      else
         lo = mid + 1;
   }
   return NULL;
}
