/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Operations of custom blocks. */
#include "heap/custom.h"

#include "base/client.h"
#include "runtime/runtime.h"
#include "runtime/value.h"

#define IDENTIFIER_MAX 128

typedef struct {
   struct CustomNode* next; /* VgHashNode */
   UWord     ops;           /* its key */
   CustomOps told;
} CustomNode;

static VgHashTable* records; /* of CustomNode, by the address of the record */

/* A copy of the printable string at `a`, "" when there is none. */
static HChar* copy_identifier(Addr a)
{
   HChar buf[IDENTIFIER_MAX];
   SC_(client_string)(a, buf, sizeof buf);
   return VG_(strdup)("sc.custom", buf);
}

/* Custom blocks whose finaliser is caml_ba_finalize, and mapped files, whose
   record is static in libunix and has the same identifier (unix/mmap_ba.c). */
static Bool is_bigarray(const CustomOps* c)
{
   static Addr ba_ops;
   if (!ba_ops)
      ba_ops = SC_(runtime_symbol)("caml_ba_ops");
   return c->ops == ba_ops || VG_(strcmp)(c->identifier, "_bigarr02") == 0;
}

const CustomOps* SC_(custom_ops)(Addr addr, UWord hd)
{
   UWord ops, identifier, finalize;
   if (SC_(header_tag)(hd) != TAG_CUSTOM || SC_(header_wosize)(hd) < 1
       || !SC_(client_word)(addr, &ops) || !SC_(client_word)(ops, &identifier)
       || !SC_(client_word)(ops + 8, &finalize))
      return NULL;
   if (!records)
      records = VG_(HT_construct)("sc.custom");
   CustomNode* node = VG_(HT_lookup)(records, ops);
   /* The record's memory may have been reused for another. */
   if (node && node->told.finalize == finalize)
      return &node->told;
   if (node)
      VG_(HT_remove)(records, ops); /* the old one stays, others point to it */
   node = SC_(new)("sc.custom", sizeof *node);
   node->ops = ops;
   node->told.ops = ops;
   node->told.finalize = finalize;
   node->told.identifier = copy_identifier(identifier);
   node->told.bigarray = is_bigarray(&node->told);
   VG_(HT_add_node)(records, node);
   return &node->told;
}

static XArray* registered; /* of Addr: records; they are few, and stay */

void SC_(custom_registered)(Addr ops)
{
   if (!registered)
      registered = VG_(newXA)(VG_(malloc), "sc.custom", VG_(free), sizeof(Addr));
   VG_(addToXA)(registered, &ops);
}

Bool SC_(custom_deserializes)(Addr fn)
{
   enum { DESERIALIZE_WORD = 5 };
   UWord word;
   for (Word i = 0; registered && i < VG_(sizeXA)(registered); i++)
      if (SC_(client_word)(*(Addr*)VG_(indexXA)(registered, i) + DESERIALIZE_WORD * WORD_BYTES, &word) && word == fn)
         return True;
   return False;
}

const CustomOps* SC_(custom_named)(const HChar* name)
{
   static XArray* told; /* of CustomOps*; kinds of blocks are few */
   if (!told)
      told = VG_(newXA)(VG_(malloc), "sc.custom", VG_(free), sizeof(CustomOps*));
   for (Word i = 0; i < VG_(sizeXA)(told); i++) {
      CustomOps* c = *(CustomOps**)VG_(indexXA)(told, i);
      if (VG_(strcmp)(c->identifier, name) == 0)
         return c;
   }
   CustomOps* c = SC_(new)("sc.custom", sizeof *c);
   c->identifier = VG_(strdup)("sc.custom", name);
   VG_(addToXA)(told, &c);
   return c;
}

const HChar* SC_(bigarray_flag_name)(UWord flags)
{
   switch (flags & BIGARRAY_MANAGED_MASK) {
   case BIGARRAY_EXTERNAL: return "CAML_BA_EXTERNAL";
   case BIGARRAY_MANAGED:  return "CAML_BA_MANAGED";
   case BIGARRAY_MAPPED:   return "CAML_BA_MAPPED_FILE";
   default:                return "of unknown management";
   }
}
