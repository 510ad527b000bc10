/* stubcheck.h: by these requests a program tells stubcheck, a Valgrind tool, about
   a heap that is not OCaml's.

   ----------------------------------------------------------------

   Notice that the following BSD-style license applies to this one
   file (stubcheck.h) only.  The rest of stubcheck is licensed under the
   terms of the GNU General Public License, version 2 or later, unless
   otherwise indicated.  See the COPYING file in the source
   distribution for details.

   ----------------------------------------------------------------

   This file is part of stubcheck, a Valgrind tool that finds the bugs
   in the C stubs of programs with a garbage-collected heap.

   Copyright (C) the authors of stubcheck.  All rights reserved.

   Redistribution and use in source and binary forms, with or without
   modification, are permitted provided that the following conditions
   are met:

   1. Redistributions of source code must retain the above copyright
      notice, this list of conditions and the following disclaimer.

   2. The origin of this software must not be misrepresented; you must
      not claim that you wrote the original software.  If you use this
      software in a product, an acknowledgment in the product
      documentation would be appreciated but is not required.

   3. Altered source versions must be plainly marked as such, and must
      not be misrepresented as being the original software.

   4. The name of the author may not be used to endorse or promote
      products derived from this software without specific prior written
      permission.

   THIS SOFTWARE IS PROVIDED BY THE AUTHOR ``AS IS'' AND ANY EXPRESS
   OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
   WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE
   ARE DISCLAIMED.  IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY
   DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
   DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE
   GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS
   INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY,
   WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING
   NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS
   SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.

   ----------------------------------------------------------------
*/

/* For a runtime of one's own, or a test in plain C. Outside of Valgrind, and under
   its other tools, each macro costs a few instructions and does nothing. With
   -DNVALGRIND there is nothing left of them. C and C++.

   A request that makes no sense (a move of a block that was never born) is answered
   with one line of warning and ignored.

   docs/described-heaps.md explains them by an example. */
#ifndef STUBCHECK_H
#define STUBCHECK_H

#include <valgrind/valgrind.h>

/* Never renumber: programs are compiled with these values. New ones at the end. */
typedef
   enum {
      VG_USERREQ__STUBCHECK_IS_RUNNING = VG_USERREQ_TOOL_BASE('S', 'C'),
      VG_USERREQ__STUBCHECK_REGION_ADD,
      VG_USERREQ__STUBCHECK_REGION_REMOVE,
      VG_USERREQ__STUBCHECK_BLOCK_BORN,
      VG_USERREQ__STUBCHECK_BLOCK_MOVED,
      VG_USERREQ__STUBCHECK_BLOCK_DIED,
      VG_USERREQ__STUBCHECK_GC_BEGIN,
      VG_USERREQ__STUBCHECK_GC_END,
      VG_USERREQ__STUBCHECK_GC_POINT,
      VG_USERREQ__STUBCHECK_ROOT_ADD,
      VG_USERREQ__STUBCHECK_ROOT_REMOVE,
      VG_USERREQ__STUBCHECK_OWNER,
      VG_USERREQ__STUBCHECK_RELEASED,
      VG_USERREQ__STUBCHECK_FINALISER_BEGIN,
      VG_USERREQ__STUBCHECK_FINALISER_END,
      VG_USERREQ__STUBCHECK_FUNCTION,
      VG_USERREQ__STUBCHECK_FUNCTION_ENTER,
      VG_USERREQ__STUBCHECK_FUNCTION_LEAVE
   } Vg_StubcheckClientRequest;

/* Kinds of collections. */
typedef
   enum {
      STUBCHECK_MINOR = 1,
      STUBCHECK_MAJOR = 2,
      STUBCHECK_COMPACTION = 3
   } Vg_StubcheckGcKind;

/* A program that includes this file says so in an ELF note, by which the tool knows
   that it may run a program in which there is no OCaml. The linker keeps one copy.
   -DSTUBCHECK_NO_NOTE leaves it out. */
#if defined(__ELF__) && defined(__GNUC__) && !defined(NVALGRIND) && !defined(STUBCHECK_NO_NOTE)
__asm__(".pushsection .note.stubcheck,\"aG\",@note,stubcheck_note,comdat\n\t"
        ".balign 4\n\t"
        ".long 10, 0, 1\n\t"
        ".asciz \"stubcheck\"\n\t"
        ".balign 4\n\t"
        ".popsection");
#endif

/* 1 under stubcheck, else 0. */
#define STUBCHECK_IS_RUNNING() \
   VALGRIND_DO_CLIENT_REQUEST_EXPR(0, VG_USERREQ__STUBCHECK_IS_RUNNING, 0, 0, 0, 0, 0)

/*--- The heap ---*/

/* [addr, addr+bytes) is memory of the heap from now on: the collector manages it,
   nobody may free it or a part of it. */
#define STUBCHECK_REGION_ADD(addr, bytes) \
   VALGRIND_DO_CLIENT_REQUEST_STMT(VG_USERREQ__STUBCHECK_REGION_ADD, (addr), (bytes), 0, 0, 0)

/* It is so no longer. Blocks that are still in it are dead. */
#define STUBCHECK_REGION_REMOVE(addr, bytes) \
   VALGRIND_DO_CLIENT_REQUEST_STMT(VG_USERREQ__STUBCHECK_REGION_REMOVE, (addr), (bytes), 0, 0, 0)

/* A block is born: its fields are [addr, addr+bytes), inside a region. `addr` is what
   the program calls its address; a header may stand before it, or not. */
#define STUBCHECK_BLOCK_BORN(addr, bytes) \
   VALGRIND_DO_CLIENT_REQUEST_STMT(VG_USERREQ__STUBCHECK_BLOCK_BORN, (addr), (bytes), 0, 0, 0)

/* The block at `from` is now at `to`. A block that is still at `to` or overlaps is
   taken for dead: of blocks that slide, the one that makes room is told first. */
#define STUBCHECK_BLOCK_MOVED(from, to) \
   VALGRIND_DO_CLIENT_REQUEST_STMT(VG_USERREQ__STUBCHECK_BLOCK_MOVED, (from), (to), 0, 0, 0)

/* The collector found the block dead and takes its memory back. Its finaliser, if it
   has one, has run before. */
#define STUBCHECK_BLOCK_DIED(addr) \
   VALGRIND_DO_CLIENT_REQUEST_STMT(VG_USERREQ__STUBCHECK_BLOCK_DIED, (addr), 0, 0, 0, 0)

/*--- The collector ---*/

/* A collection begins: STUBCHECK_MINOR, STUBCHECK_MAJOR or STUBCHECK_COMPACTION. What
   the program stores into the heap until it ends is the collector's work: forwarding
   pointers, copies. Collections may nest. */
#define STUBCHECK_GC_BEGIN(kind) \
   VALGRIND_DO_CLIENT_REQUEST_STMT(VG_USERREQ__STUBCHECK_GC_BEGIN, (kind), 0, 0, 0, 0)

/* The innermost collection ends. */
#define STUBCHECK_GC_END() \
   VALGRIND_DO_CLIENT_REQUEST_STMT(VG_USERREQ__STUBCHECK_GC_END, 0, 0, 0, 0, 0)

/* Here the collector may run, whether or not it does now. */
#define STUBCHECK_GC_POINT() \
   VALGRIND_DO_CLIENT_REQUEST_STMT(VG_USERREQ__STUBCHECK_GC_POINT, 0, 0, 0, 0, 0)

/* The word at `addr` is a root: the collector sees it, and updates it when its block
   moves. */
#define STUBCHECK_ROOT_ADD(addr) \
   VALGRIND_DO_CLIENT_REQUEST_STMT(VG_USERREQ__STUBCHECK_ROOT_ADD, (addr), 0, 0, 0, 0)

#define STUBCHECK_ROOT_REMOVE(addr) \
   VALGRIND_DO_CLIENT_REQUEST_STMT(VG_USERREQ__STUBCHECK_ROOT_REMOVE, (addr), 0, 0, 0, 0)

/*--- C memory that blocks own ---*/

/* The block that begins at `block` owns the C memory at `data`, which malloc, new or
   mmap gave out: it is to be released once, by the finaliser of that block at the
   latest. Nothing happens when `data` is NULL. Overwriting the word of the block that
   holds `data` ends it. */
#define STUBCHECK_OWNER(block, data) \
   VALGRIND_DO_CLIENT_REQUEST_STMT(VG_USERREQ__STUBCHECK_OWNER, (block), (data), 0, 0, 0)

/* No block owns the C memory at `data` any more, on purpose: a library has taken it
   over, or a count of references keeps it. */
#define STUBCHECK_RELEASED(data) \
   VALGRIND_DO_CLIENT_REQUEST_STMT(VG_USERREQ__STUBCHECK_RELEASED, (data), 0, 0, 0, 0)

/* This thread runs the finaliser of the block at `block` until ..._END. `name`, a
   string or NULL, is what blocks of that kind are called. They stand around the call of
   the finaliser, in one function. */
#define STUBCHECK_FINALISER_BEGIN(block, name) \
   VALGRIND_DO_CLIENT_REQUEST_STMT(VG_USERREQ__STUBCHECK_FINALISER_BEGIN, (block), (name), \
                                   0, 0, 0)

#define STUBCHECK_FINALISER_END() \
   VALGRIND_DO_CLIENT_REQUEST_STMT(VG_USERREQ__STUBCHECK_FINALISER_END, 0, 0, 0, 0, 0)

/*--- The functions that the runtime runs ---*/

/* This thread runs the interpreted (or just compiled) function `name`, a string, until
   ..._LEAVE: stacks show it before the C function in which this stands. */
#define STUBCHECK_FUNCTION_ENTER(name) \
   VALGRIND_DO_CLIENT_REQUEST_STMT(VG_USERREQ__STUBCHECK_FUNCTION_ENTER, (name), 0, 0, 0, 0)

#define STUBCHECK_FUNCTION_LEAVE() \
   VALGRIND_DO_CLIENT_REQUEST_STMT(VG_USERREQ__STUBCHECK_FUNCTION_LEAVE, 0, 0, 0, 0, 0)

/* The same without calls: from now on it is `name` in place of the innermost name; NULL
   takes that away. */
#define STUBCHECK_FUNCTION(name) \
   VALGRIND_DO_CLIENT_REQUEST_STMT(VG_USERREQ__STUBCHECK_FUNCTION, (name), 0, 0, 0, 0)

#endif
