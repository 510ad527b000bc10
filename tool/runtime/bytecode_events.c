/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The runtime's table of loaded bytecode (caml_debug_info, backtrace_byt.c) tells what is
   bytecode; DBUG is about the first entry, the program itself. */
#include "runtime/bytecode_events.h"

#include "base/client.h"
#include "base/text.h"
#include "pub_tool_libcfile.h" // VG_(open), VG_(read), VG_(get_startup_wd)
#include "pub_tool_vki.h"      // VKI_O_RDONLY
#include "runtime/marshal.h"
#include "runtime/runtime.h"
#include "runtime/value.h"

enum { OPCODE_BYTES = 4, PATH_MAX = 4096, FRAGMENTS_MAX = 1 << 16 };

typedef struct {
   UWord        offset; /* in the program's code, in bytes */
   UInt         line;
   const HChar* name;
   const HChar* file;
} Event;

static Addr    debug_info;         /* the runtime's variables; 0: not there */
static Addr    exe_name, cds_file; /* of 5.x: fields of `params' */
static Addr    params;
static XArray* events;             /* of Event, sorted by offset, once they are read */

void SC_(bytecode_events_init)(void)
{
   debug_info = SC_(runtime_symbol)("caml_debug_info");
   params = SC_(runtime_symbol)("caml_params");
   exe_name = SC_(runtime_symbol)("caml_exe_name");
   cds_file = SC_(runtime_symbol)("caml_cds_file");
}

/* ---- the runtime's table ---- */

/* struct debug_info (backtrace_byt.c) */
typedef struct {
   Addr  start, end;
   UWord n_events;
   Addr  events;
   UWord already_read; /* an int */
} Fragment;

/* struct ev_info */
typedef struct {
   Addr pc, file, name;
   Int  line, start, end, padding;
} LoadedEvent;

static UInt fragments(void)
{
   UWord sizes; /* two ints: size and capacity */
   return SC_(client_word)(debug_info, &sizes) ? (UInt)sizes : 0;
}

static Bool read_fragment(UInt number, Fragment* f)
{
   UWord contents, at;
   if (number >= fragments() || !SC_(client_word)(debug_info + WORD_BYTES, &contents)
       || !SC_(client_word)(contents + number * WORD_BYTES, &at) || (at & 7) || !SC_(client_readable)(at, sizeof *f))
      return False;
   *f = *(const Fragment*)at;
   return True;
}

/* The loaded code that holds `pc`, and its number. */
static Bool find_fragment(Addr pc, Fragment* f, UInt* number)
{
   for (UInt i = 0; i < FRAGMENTS_MAX && read_fragment(i, f); i++) {
      *number = i;
      if (pc >= f->start && pc < f->end)
         return True;
   }
   return False;
}

Bool SC_(is_bytecode)(Addr pc)
{
   Fragment f;
   UInt number;
   return debug_info != 0 && pc % OPCODE_BYTES == 0 && find_fragment(pc, &f, &number);
}

/* What bytelink.ml ends a program with. */
Bool SC_(bytecode_stop)(Int* opcode)
{
   Fragment f;
   if (debug_info == 0 || !read_fragment(0, &f) || !SC_(client_readable)(f.end - OPCODE_BYTES, OPCODE_BYTES))
      return False;
   *opcode = *(const Int*)(f.end - OPCODE_BYTES);
   return True;
}

static const HChar* kept_string(Addr a)
{
   HChar s[PATH_MAX];
   SC_(client_string)(a, s, sizeof s);
   return VG_(strdup)("sc.bytecode.string", s);
}

/* What the runtime has read: the events of code that the toplevel has compiled, as a rule. */
static Bool place_in_memory(const Fragment* f, Addr pc, BytecodePlace* place)
{
   for (UWord i = 0; i < f->n_events && i < (1UL << 24); i++) {
      const Addr at = f->events + i * sizeof(LoadedEvent);
      if (!SC_(client_readable)(at, sizeof(LoadedEvent)))
         return False;
      const LoadedEvent* e = (const LoadedEvent*)at;
      if (e->pc != pc && e->pc != pc + OPCODE_BYTES)
         continue;
      place->name = kept_string(e->name);
      place->file = kept_string(e->file);
      place->line = (UInt)e->line;
      return True;
   }
   return False;
}

/* ---- the bytecode file ---- */

typedef struct {
   UChar* bytes; /* NULL: cannot be read */
   SizeT  size;
} Contents;

static Bool read_at(Int fd, Long offset, UChar* to, SizeT n)
{
   if (VG_(lseek)(fd, offset, VKI_SEEK_SET) != offset)
      return False;
   while (n > 0) {
      const Int got = VG_(read)(fd, to, n > 0x10000000 ? 0x10000000 : (Int)n);
      if (got <= 0)
         return False;
      to += got;
      n -= (SizeT)got;
   }
   return True;
}

static UWord big_endian32(const UChar* p)
{
   return (UWord)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
}

/* Sections lie before a table of their names and lengths, and that before its own length and
   a magic number, at the end of the file (caml/exec.h). */
static Contents read_debug_section(Int fd)
{
   enum { TRAILER = 16, DESCRIPTOR = 8, SECTIONS_MAX = 64 };
   Contents c = { NULL, 0 };
   UChar trailer[TRAILER], table[SECTIONS_MAX * DESCRIPTOR];
   Long at = VG_(lseek)(fd, 0, VKI_SEEK_END) - TRAILER;
   if (at < 0 || !read_at(fd, at, trailer, TRAILER) || VG_(memcmp)(trailer + 4, "Caml1999X", 9) != 0)
      return c;
   const UWord n = big_endian32(trailer);
   at -= (Long)(n * DESCRIPTOR);
   if (n > SECTIONS_MAX || at < 0 || !read_at(fd, at, table, n * DESCRIPTOR))
      return c;
   for (UWord i = n; i-- > 0;) {
      const UWord length = big_endian32(table + i * DESCRIPTOR + 4);
      at -= (Long)length;
      if (at < 0)
         return c;
      if (VG_(memcmp)(table + i * DESCRIPTOR, "DBUG", 4) != 0)
         continue;
      c.bytes = VG_(malloc)("sc.bytecode.file", length + 1);
      c.size = length;
      if (!read_at(fd, at, c.bytes, length)) {
         VG_(free)(c.bytes);
         c.bytes = NULL;
      }
      return c;
   }
   return c;
}

/* Of -output-complete-exe and its kin a file of its own, which is that section. */
static Contents read_whole(Int fd)
{
   Contents c = { NULL, 0 };
   const Long size = VG_(lseek)(fd, 0, VKI_SEEK_END);
   if (size <= 0)
      return c;
   c.bytes = VG_(malloc)("sc.bytecode.file", (SizeT)size + 1);
   c.size = (SizeT)size;
   if (!read_at(fd, 0, c.bytes, c.size)) {
      VG_(free)(c.bytes);
      c.bytes = NULL;
   }
   return c;
}

static Contents read_file(Addr variable, Contents (*read)(Int fd))
{
   Contents c = { NULL, 0 };
   HChar path[PATH_MAX];
   UWord a;
   if (variable == 0 || !SC_(client_word)(variable, &a) || a == 0)
      return c;
   SC_(client_string)(a, path, sizeof path);
   HChar* whole = path[0] == '/' ? SC_(format)("%s", path) : SC_(format)("%s/%s", VG_(get_startup_wd)(), path);
   const SysRes opened = VG_(open)(whole, VKI_O_RDONLY, 0);
   VG_(free)(whole);
   if (sr_isError(opened))
      return c;
   c = read((Int)sr_Res(opened));
   VG_(close)((Int)sr_Res(opened));
   return c;
}

/* ---- events ---- */

/* Neighbours have the same, as a rule. */
static const HChar* keep(const Marshalled* m, Item string, const HChar* last)
{
   SizeT n;
   const HChar* s = SC_(marshalled_string)(m, string, &n);
   if (!s)
      return NULL;
   if (last && VG_(strncmp)(last, s, n) == 0 && last[n] == '\0')
      return last;
   HChar* copy = VG_(malloc)("sc.bytecode.string", n + 1);
   VG_(memcpy)(copy, s, n);
   copy[n] = '\0';
   return copy;
}

/* Fields of Instruct.debug_event, Location.t and Lexing.position, as backtrace_byt.c has
   them. */
static void add_event(const Marshalled* m, Item event, UWord base, Event* last)
{
   enum { EV_POS = 0, EV_LOC = 2, EV_DEFNAME = 4, LOC_START = 0, POS_FNAME = 0, POS_LNUM = 1 };
   const Item start = SC_(marshalled_field)(m, SC_(marshalled_field)(m, event, EV_LOC), LOC_START);
   last->offset = base + (UWord)SC_(marshalled_int)(SC_(marshalled_field)(m, event, EV_POS));
   last->line = (UInt)SC_(marshalled_int)(SC_(marshalled_field)(m, start, POS_LNUM));
   last->name = keep(m, SC_(marshalled_field)(m, event, EV_DEFNAME), last->name);
   last->file = keep(m, SC_(marshalled_field)(m, start, POS_FNAME), last->file);
   VG_(addToXA)(events, last);
}

/* The events of one unit: a list. Returns the bytes that they take, 0 when they are damaged. */
static SizeT add_unit(const UChar* bytes, SizeT size, UWord base, Event* last)
{
   SizeT used;
   Marshalled* m = SC_(unmarshal)(bytes, size, &used);
   if (!m)
      return SC_(marshalled_size)(bytes, size);
   Item list = SC_(marshalled_root)(m);
   for (UWord i = 0; SC_(marshalled_fields)(m, list) == 2 && i < size; i++) {
      add_event(m, SC_(marshalled_field)(m, list, 0), base, last);
      list = SC_(marshalled_field)(m, list, 1);
   }
   SC_(marshalled_delete)(m);
   return used;
}

/* A number of units; for each its offset in the code, its events, and a list of folders. */
static void add_all(const Contents* c)
{
   Event last = { 0, 0, NULL, NULL };
   SizeT at = 4;
   UWord n = c->size >= 4 ? big_endian32(c->bytes) : 0;
   for (; n > 0 && at + 4 <= c->size; n--) {
      const UWord base = big_endian32(c->bytes + at);
      at += 4;
      SizeT used = add_unit(c->bytes + at, c->size - at, base, &last);
      at += used;
      used = used ? SC_(marshalled_size)(c->bytes + at, c->size - at) : 0;
      at += used;
      if (used == 0)
         return;
   }
}

static Int by_offset(const void* a, const void* b)
{
   const Event *x = a, *y = b;
   if (x->offset != y->offset)
      return x->offset < y->offset ? -1 : 1;
   return x->line < y->line ? -1 : x->line > y->line;
}

/* struct caml_params (startup_aux.h) */
static void find_params(void)
{
   enum { EXE_NAME = 0, CDS_FILE = 3 };
   UWord at;
   if (params == 0 || !SC_(client_word)(params, &at))
      return;
   exe_name = at + EXE_NAME * WORD_BYTES;
   cds_file = at + CDS_FILE * WORD_BYTES;
}

static void read_events(void)
{
   events = VG_(newXA)(VG_(malloc), "sc.bytecode.events", VG_(free), sizeof(Event));
   find_params();
   Contents c = read_file(cds_file, read_whole);
   if (!c.bytes)
      c = read_file(exe_name, read_debug_section);
   if (!c.bytes)
      return;
   add_all(&c);
   VG_(free)(c.bytes);
   VG_(setCmpFnXA)(events, by_offset);
   VG_(sortXA)(events);
}

/* The first event at `offset` or above, or NULL. */
static const Event* first_event(UWord offset)
{
   Word lo = 0, hi = VG_(sizeXA)(events);
   while (lo < hi) {
      const Word mid = (lo + hi) / 2;
      if (((const Event*)VG_(indexXA)(events, mid))->offset < offset)
         lo = mid + 1;
      else
         hi = mid;
   }
   return lo < VG_(sizeXA)(events) ? VG_(indexXA)(events, lo) : NULL;
}

/* ocamlc may move an event past one instruction (backtrace_byt.c). */
static Bool place_in_file(UWord offset, BytecodePlace* place)
{
   if (!events)
      read_events();
   const Event* e = first_event(offset);
   if (!e || e->offset > offset + OPCODE_BYTES || !e->file)
      return False;
   place->name = e->name;
   place->file = e->file;
   place->line = e->line;
   return True;
}

Bool SC_(bytecode_place)(Addr pc, BytecodePlace* place)
{
   Fragment f;
   UInt number;
   if (!find_fragment(pc, &f, &number))
      return False;
   if ((UInt)f.already_read)
      return place_in_memory(&f, pc, place);
   return number == 0 && place_in_file(pc - f.start, place);
}
