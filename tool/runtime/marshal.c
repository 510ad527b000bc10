/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Objects are numbered in the order in which they are read: a block before its fields, these
   from the first to the last, depth first. References to shared objects count backwards from
   there. Each field takes at least one byte, which bounds what is allocated. */
#include "runtime/marshal.h"

#include "runtime/value.h"

enum {
   CODE_INT8 = 0x00, CODE_INT16 = 0x01, CODE_INT32 = 0x02, CODE_INT64 = 0x03,
   CODE_SHARED8 = 0x04, CODE_SHARED16 = 0x05, CODE_SHARED32 = 0x06, CODE_SHARED64 = 0x14,
   CODE_BLOCK32 = 0x08, CODE_BLOCK64 = 0x13,
   CODE_STRING8 = 0x09, CODE_STRING32 = 0x0A, CODE_STRING64 = 0x15,
   CODE_DOUBLE_BIG = 0x0B, CODE_DOUBLE_LITTLE = 0x0C,
   CODE_ARRAY8_BIG = 0x0D, CODE_ARRAY8_LITTLE = 0x0E, CODE_ARRAY32_BIG = 0x0F,
   CODE_ARRAY32_LITTLE = 0x07, CODE_ARRAY64_BIG = 0x16, CODE_ARRAY64_LITTLE = 0x17,
   CODE_CUSTOM = 0x12, CODE_CUSTOM_FIXED = 0x19,
   SMALL_STRING = 0x20, SMALL_INT = 0x40, SMALL_BLOCK = 0x80
};

enum { MAGIC_SMALL = 0x8495A6BE, MAGIC_BIG = 0x8495A6BF, HEADER_SMALL = 20, HEADER_BIG = 32 };

typedef struct {
   UWord at;   /* of its first field in `fields`, or of its first byte in `bytes` */
   UWord size; /* in fields, or bytes */
   UInt  tag;  /* TAG_STRING: bytes; TAG_ABSTRACT: nothing that is of use */
} Object;

struct Marshalled {
   const UChar* bytes;
   SizeT   size, at; /* at: where reading stands */
   Bool    damaged;
   UWord*  fields;   /* the root first */
   UWord   n_fields, max_fields;
   Object* objects;
   UWord   n_objects, max_objects;
};

/* Fields that are still to be read. */
typedef struct {
   UWord next, count;
} Pending;

static UWord big_endian(const UChar* p, UInt n)
{
   UWord w = 0;
   for (UInt i = 0; i < n; i++)
      w = w << 8 | p[i];
   return w;
}

typedef struct {
   SizeT header, data;
   UWord objects;
} Extent;

static Bool read_extent(const UChar* bytes, SizeT size, Extent* e)
{
   if (size < HEADER_BIG && (size < HEADER_SMALL || big_endian(bytes, 4) != MAGIC_SMALL))
      return False;
   const UWord magic = big_endian(bytes, 4);
   const Bool big = magic == MAGIC_BIG;
   e->header = big ? HEADER_BIG : HEADER_SMALL;
   e->data = big ? big_endian(bytes + 8, 8) : big_endian(bytes + 4, 4);
   e->objects = big ? big_endian(bytes + 16, 8) : big_endian(bytes + 8, 4);
   return (big || magic == MAGIC_SMALL) && e->data > 0 && e->data <= size - e->header && e->objects <= e->data;
}

SizeT SC_(marshalled_size)(const UChar* bytes, SizeT size)
{
   Extent e;
   return read_extent(bytes, size, &e) ? e.header + e.data : 0;
}

/* ---- reading ---- */

/* The next `n` bytes, as a number; 0 behind the end. */
static UWord take(Marshalled* m, UInt n)
{
   if (n > m->size - m->at) {
      m->damaged = True;
      return 0;
   }
   m->at += n;
   return big_endian(m->bytes + m->at - n, n);
}

static void skip(Marshalled* m, UWord n)
{
   if (n > m->size - m->at)
      m->damaged = True;
   else
      m->at += n;
}

static Item integer(UWord value)
{
   return value << 1 | 1;
}

static Item add_object(Marshalled* m, UInt tag, UWord at, UWord size)
{
   if (m->n_objects == m->max_objects) {
      m->damaged = True;
      return integer(0);
   }
   const Object o = { at, size, tag };
   m->objects[m->n_objects] = o;
   return m->n_objects++ << 1;
}

static Item read_bytes(Marshalled* m, UInt tag, UWord size)
{
   const UWord at = m->at;
   skip(m, size);
   return add_object(m, tag, at, size);
}

static Item read_doubles(Marshalled* m, UWord n)
{
   if (n > m->size / WORD_BYTES)
      m->damaged = True;
   return read_bytes(m, TAG_ABSTRACT, m->damaged ? 0 : n * WORD_BYTES);
}

/* Its fields are what is to be read next. A block without fields is no object. */
static Item read_block(Marshalled* m, UInt tag, UWord size, XArray* pending)
{
   if (size == 0)
      return integer(0);
   if (size > m->max_fields - m->n_fields) {
      m->damaged = True;
      return integer(0);
   }
   const Pending p = { m->n_fields, size };
   m->n_fields += size;
   VG_(addToXA)(pending, &p);
   return add_object(m, tag, p.next, size);
}

static Item read_shared(Marshalled* m, UWord back)
{
   if (back == 0 || back > m->n_objects) {
      m->damaged = True;
      return integer(0);
   }
   return (m->n_objects - back) << 1;
}

/* Boxed integers; who knows what others write? */
static Item read_custom(Marshalled* m)
{
   const HChar* name = (const HChar*)m->bytes + m->at;
   while (take(m, 1) != 0)
      ;
   if (m->damaged)
      return integer(0);
   if (VG_(strcmp)(name, "_n") == 0)
      skip(m, take(m, 1) == 1 ? 4 : 8);
   else if (VG_(strcmp)(name, "_i") == 0)
      skip(m, 4);
   else if (VG_(strcmp)(name, "_j") == 0)
      skip(m, 8);
   else
      m->damaged = True;
   return add_object(m, TAG_ABSTRACT, 0, 0);
}

static Item read_item(Marshalled* m, XArray* pending)
{
   const UWord code = take(m, 1);
   UWord header;
   if (code >= SMALL_BLOCK)
      return read_block(m, code & 0xF, (code >> 4) & 7, pending);
   if (code >= SMALL_INT)
      return integer(code & 0x3F);
   if (code >= SMALL_STRING)
      return read_bytes(m, TAG_STRING, code & 0x1F);
   switch (code) {
   case CODE_INT8:           return integer((UWord)(Word)(signed char)take(m, 1));
   case CODE_INT16:          return integer((UWord)(Word)(Short)take(m, 2));
   case CODE_INT32:          return integer((UWord)(Word)(Int)take(m, 4));
   case CODE_INT64:          return integer(take(m, 8));
   case CODE_SHARED8:        return read_shared(m, take(m, 1));
   case CODE_SHARED16:       return read_shared(m, take(m, 2));
   case CODE_SHARED32:       return read_shared(m, take(m, 4));
   case CODE_SHARED64:       return read_shared(m, take(m, 8));
   case CODE_BLOCK32:
   case CODE_BLOCK64:
      header = take(m, code == CODE_BLOCK32 ? 4 : 8);
      return read_block(m, SC_(header_tag)(header), SC_(header_wosize)(header), pending);
   case CODE_STRING8:        return read_bytes(m, TAG_STRING, take(m, 1));
   case CODE_STRING32:       return read_bytes(m, TAG_STRING, take(m, 4));
   case CODE_STRING64:       return read_bytes(m, TAG_STRING, take(m, 8));
   case CODE_DOUBLE_BIG:
   case CODE_DOUBLE_LITTLE:  return read_doubles(m, 1);
   case CODE_ARRAY8_BIG:
   case CODE_ARRAY8_LITTLE:  return read_doubles(m, take(m, 1));
   case CODE_ARRAY32_BIG:
   case CODE_ARRAY32_LITTLE: return read_doubles(m, take(m, 4));
   case CODE_ARRAY64_BIG:
   case CODE_ARRAY64_LITTLE: return read_doubles(m, take(m, 8));
   case CODE_CUSTOM:
   case CODE_CUSTOM_FIXED:   return read_custom(m);
   default:
      m->damaged = True;
      return integer(0);
   }
}

static void read_all(Marshalled* m)
{
   XArray* pending = VG_(newXA)(VG_(malloc), "sc.marshal.pending", VG_(free), sizeof(Pending));
   const Pending root = { 0, 1 };
   m->n_fields = 1;
   VG_(addToXA)(pending, &root);
   while (VG_(sizeXA)(pending) > 0 && !m->damaged) {
      Pending* p = VG_(indexXA)(pending, VG_(sizeXA)(pending) - 1);
      const UWord at = p->next++;
      if (--p->count == 0)
         VG_(dropTailXA)(pending, 1);
      m->fields[at] = read_item(m, pending);
   }
   VG_(deleteXA)(pending);
}

Marshalled* SC_(unmarshal)(const UChar* bytes, SizeT size, SizeT* used)
{
   Extent e;
   if (!read_extent(bytes, size, &e))
      return NULL;
   Marshalled* m = SC_(new)("sc.marshal", sizeof *m);
   *used = e.header + e.data;
   m->bytes = bytes;
   m->at = e.header;
   m->size = *used;
   m->max_fields = e.data + 1;
   m->max_objects = e.objects;
   m->fields = VG_(malloc)("sc.marshal.fields", m->max_fields * sizeof *m->fields);
   m->objects = VG_(malloc)("sc.marshal.objects", (m->max_objects + 1) * sizeof *m->objects);
   read_all(m);
   if (m->damaged) {
      SC_(marshalled_delete)(m);
      return NULL;
   }
   return m;
}

void SC_(marshalled_delete)(Marshalled* m)
{
   VG_(free)(m->fields);
   VG_(free)(m->objects);
   VG_(free)(m);
}

/* ---- questions ---- */

Item SC_(marshalled_root)(const Marshalled* m)
{
   return m->fields[0];
}

static const Object* object(const Marshalled* m, Item item)
{
   return (item & 1) == 0 && item >> 1 < m->n_objects ? &m->objects[item >> 1] : NULL;
}

UWord SC_(marshalled_fields)(const Marshalled* m, Item block)
{
   const Object* o = object(m, block);
   return o && o->tag < NO_SCAN_TAG ? o->size : 0;
}

Item SC_(marshalled_field)(const Marshalled* m, Item block, UWord i)
{
   return i < SC_(marshalled_fields)(m, block) ? m->fields[object(m, block)->at + i] : integer(0);
}

const HChar* SC_(marshalled_string)(const Marshalled* m, Item string, SizeT* length)
{
   const Object* o = object(m, string);
   if (!o || o->tag != TAG_STRING)
      return NULL;
   *length = o->size;
   return (const HChar*)m->bytes + o->at;
}

Word SC_(marshalled_int)(Item item)
{
   return (item & 1) ? (Word)item >> 1 : 0;
}
