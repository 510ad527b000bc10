/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A runtime in 200 lines. The requests to stubcheck stand where the thing they tell
   of is done. */
#define _GNU_SOURCE
#include "tiny.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <stubcheck.h>
#include <sys/mman.h>

#define HALF_BYTES 4096
#define MAX_ROOTS  32

/* A block: a header, then its fields. A Value is the address of the fields. */
typedef struct {
   const Kind* kind;    /* NULL: a pair */
   char*       forward; /* where the block goes, or NULL: not reached (yet) */
} Header;

static char*  half;  /* the half in use: blocks without gaps up to `next` */
static char*  next;
static Value* roots[MAX_ROOTS];
static int    root_count;

static Header* header(Value v)
{
   return (Header*)v - 1;
}

static size_t field_bytes(const Header* h)
{
   return h->kind ? sizeof(void*) : 2 * sizeof(Value);
}

static size_t whole_bytes(const Header* h)
{
   return sizeof(Header) + field_bytes(h);
}

static Value fields(Header* h)
{
   return (Value)(h + 1);
}

static Header* following(Header* h)
{
   return (Header*)((char*)h + whole_bytes(h));
}

static void give_up(const char* why)
{
   fprintf(stderr, "tiny: %s\n", why);
   exit(1);
}

/*--- Halves ---*/

static char* new_half(void)
{
   char* p = mmap(NULL, HALF_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   if (p == MAP_FAILED)
      give_up("no memory");
   STUBCHECK_REGION_ADD(p, HALF_BYTES);
   return p;
}

static void drop_half(char* p)
{
   STUBCHECK_REGION_REMOVE(p, HALF_BYTES);
   munmap(p, HALF_BYTES);
}

/*--- The end of a block ---*/

static void finalise(Header* h)
{
   if (!h->kind || !h->kind->finalise)
      return;
   STUBCHECK_FINALISER_BEGIN(fields(h), h->kind->name);
   h->kind->finalise(fields(h));
   STUBCHECK_FINALISER_END();
}

/* All blocks from `from` to `to` that were not reached die. */
static void bury(char* from, char* to)
{
   for (Header* h = (Header*)from; (char*)h < to; h = following(h)) {
      if (h->forward)
         continue;
      finalise(h);
      STUBCHECK_BLOCK_DIED(fields(h));
   }
}

/*--- The copying collection ---*/

static Value copy(Value v)
{
   if (!v)
      return NULL;
   Header* h = header(v);
   if (!h->forward) {
      h->forward = next;
      memcpy(next, h, whole_bytes(h));
      Header* moved = (Header*)next;
      moved->forward = NULL;
      next += whole_bytes(h);
      STUBCHECK_BLOCK_MOVED(v, fields(moved));
   }
   return fields((Header*)h->forward);
}

void tiny_collect(void)
{
   char* old = half;
   char* end = next;
   STUBCHECK_GC_BEGIN(STUBCHECK_MAJOR);
   half = next = new_half();
   for (int i = 0; i < root_count; i++)
      *roots[i] = copy(*roots[i]);
   for (Header* h = (Header*)half; (char*)h < next; h = following(h))
      for (int i = 0; i < 2 && !h->kind; i++)
         tiny_set(fields(h), i, copy(tiny_field(fields(h), i)));
   bury(old, end);
   drop_half(old);
   STUBCHECK_GC_END();
}

/*--- The compaction ---*/

static void mark(Value v)
{
   if (!v || header(v)->forward)
      return;
   header(v)->forward = (char*)header(v);
   for (int i = 0; i < 2 && !header(v)->kind; i++)
      mark(tiny_field(v, i));
}

static Value forwarded(Value v)
{
   return v ? fields((Header*)header(v)->forward) : NULL;
}

/* Each live block is told where it goes; pointers to it are made to point there. */
static void redirect(void)
{
   char* to = half;
   for (Header* h = (Header*)half; (char*)h < next; h = following(h))
      if (h->forward) {
         h->forward = to;
         to += whole_bytes(h);
      }
   for (int i = 0; i < root_count; i++)
      *roots[i] = forwarded(*roots[i]);
   for (Header* h = (Header*)half; (char*)h < next; h = following(h))
      for (int i = 0; i < 2 && !h->kind && h->forward; i++)
         tiny_set(fields(h), i, forwarded(tiny_field(fields(h), i)));
}

static void slide(void)
{
   char* to = half;
   for (Header *h = (Header*)half, *after; (char*)h < next; h = after) {
      after = following(h);
      if (!h->forward)
         continue;
      const size_t bytes = whole_bytes(h);
      STUBCHECK_BLOCK_MOVED(fields(h), fields((Header*)to));
      memmove(to, h, bytes);
      ((Header*)to)->forward = NULL;
      to += bytes;
   }
   next = to;
}

void tiny_compact(void)
{
   STUBCHECK_GC_BEGIN(STUBCHECK_COMPACTION);
   for (int i = 0; i < root_count; i++)
      mark(*roots[i]);
   bury(half, next);
   redirect();
   slide();
   STUBCHECK_GC_END();
}

/*--- What programs call ---*/

void tiny_start(void)
{
   half = next = new_half();
}

void tiny_stop(void)
{
   root_count = 0;
   tiny_collect();
   drop_half(half);
}

void tiny_root_add(Value* where)
{
   if (root_count == MAX_ROOTS)
      give_up("too many roots");
   roots[root_count++] = where;
   STUBCHECK_ROOT_ADD(where);
}

void tiny_root_remove(Value* where)
{
   for (int i = 0; i < root_count; i++)
      if (roots[i] == where) {
         roots[i] = roots[--root_count];
         STUBCHECK_ROOT_REMOVE(where);
         return;
      }
   give_up("no such root");
}

static Value allocate(const Kind* kind)
{
   const Header h = { kind, NULL };
   STUBCHECK_GC_POINT();
   if (next + whole_bytes(&h) > half + HALF_BYTES)
      tiny_collect();
   if (next + whole_bytes(&h) > half + HALF_BYTES)
      give_up("the heap is full");
   memcpy(next, &h, sizeof h);
   Value v = fields((Header*)next);
   memset(v, 0, field_bytes(&h));
   next += whole_bytes(&h);
   STUBCHECK_BLOCK_BORN(v, field_bytes(&h));
   return v;
}

Value tiny_pair(Value first, Value second)
{
   tiny_root_add(&first);
   tiny_root_add(&second);
   Value v = allocate(NULL);
   tiny_set(v, 0, first);
   tiny_set(v, 1, second);
   tiny_root_remove(&second);
   tiny_root_remove(&first);
   return v;
}

Value tiny_custom(const Kind* kind, void* data)
{
   Value v = allocate(kind);
   tiny_set_data(v, data);
   return v;
}

Value tiny_field(Value v, int i)
{
   return ((Value*)v)[i];
}

void tiny_set(Value v, int i, Value to)
{
   ((Value*)v)[i] = to;
}

void* tiny_data(Value v)
{
   return *(void**)v;
}

void tiny_set_data(Value v, void* data)
{
   *(void**)v = data;
   STUBCHECK_OWNER(v, data);
}
