/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is at an address, in words. */
#include "report/place.h"

#include "base/text.h"
#include "heap/custom.h"
#include "heap/region.h"
#include "process/lineage.h"
#include "pub_tool_aspacemgr.h"   // VG_(am_find_nsegment)
#include "pub_tool_libcfile.h"    // VG_(basename)
#include "pub_tool_machine.h"     // VG_(get_SP)
#include "pub_tool_threadstate.h" // VG_(get_running_tid)
#include "runtime/value.h"

static const HChar* tag_phrase(UInt tag)
{
   switch (tag) {
   case TAG_LAZY:         return "a lazy value";
   case TAG_CLOSURE:      return "a closure";
   case TAG_OBJECT:       return "an object";
   case TAG_INFIX:        return "a closure";
   case TAG_FORWARD:      return "a lazy value (forced)";
   case TAG_ABSTRACT:     return "an abstract block";
   case TAG_STRING:       return "a string or bytes";
   case TAG_DOUBLE:       return "a float";
   case TAG_DOUBLE_ARRAY: return "a float array";
   case TAG_CUSTOM:       return "a custom block";
   case 0:                return "a tuple, record, array or ref";
   default:               return "a block of a variant";
   }
}

HChar* SC_(phrase_block_kind)(const Block* b)
{
   if (b->region == REGION_DESCRIBED)
      return SC_(format)("a block");
   const UInt tag = SC_(header_tag)(b->header);
   const CustomOps* ops = SC_(custom_ops)(b->addr, b->header);
   if (ops && ops->bigarray)
      return SC_(format)("a bigarray");
   if (ops)
      return SC_(format)("a custom block \"%s\"", ops->identifier);
   return SC_(format)("%s", tag_phrase(tag));
}

static const HChar* region_phrase(RegionKind kind)
{
   switch (kind) {
   case REGION_MINOR:  return "in the minor heap";
   case REGION_MAJOR:
   case REGION_LARGE:  return "in the major heap";
   case REGION_STATIC: return "in OCaml's static data";
   default:            return "in the heap";
   }
}

static HChar* phrase_in_block(Addr a, const Block* b)
{
   HChar* kind = SC_(phrase_block_kind)(b);
   HChar* text;
   if (b->free)
      text = SC_(format)("free memory of the GC's %s", region_phrase(b->region));
   else if (b->region == REGION_DESCRIBED)
      text = SC_(format)("%lu bytes inside %s %s", a - b->addr, kind, region_phrase(b->region));
   else if (a < b->addr)
      text = SC_(format)("the header of %s of %lu words %s (0x%lx)", kind,
                         SC_(header_wosize)(b->header), region_phrase(b->region), b->header);
   else if (a == b->addr)
      text = SC_(format)("%s of %lu words %s, with header 0x%lx", kind,
                         SC_(header_wosize)(b->header), region_phrase(b->region), b->header);
   else
      text = SC_(format)("byte %lu of %s of %lu words %s, with header 0x%lx", a - b->addr, kind,
                         SC_(header_wosize)(b->header), region_phrase(b->region), b->header);
   VG_(free)(kind);
   return text;
}

static HChar* phrase_segment(Addr a)
{
   const NSegment* seg = VG_(am_find_nsegment)(a);
   if (!seg)
      return SC_(format)("no memory of the program's");
   const Addr sp = VG_(get_SP)(VG_(get_running_tid)());
   if (sp >= seg->start && sp <= seg->end)
      return SC_(format)("on the stack");
   if (seg->kind == SkFileC && VG_(am_get_filename)(seg))
      return SC_(format)("static memory of %s", VG_(basename)(VG_(am_get_filename)(seg)));
   if (seg->kind == SkAnonC)
      return SC_(format)("memory mapped by the program, or its static memory");
   return SC_(format)("memory that malloc did not give out");
}

HChar* SC_(phrase_place)(Addr a)
{
   Block b;
   Stamp when;
   const Range* r = SC_(region_of)(a);
   if (r && SC_(block_at)(a, &b))
      return phrase_in_block(a, &b);
   if (r)
      return SC_(format)("OCaml memory %s that holds no block now", region_phrase((RegionKind)r->data));
   if (SC_(region_was)(a, &when))
      return SC_(format)("memory of the GC's that was given back, in process %s",
                         SC_(lineage_process)(when.process)->path);
   return phrase_segment(a);
}
