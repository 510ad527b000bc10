/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Frames are not told apart by the interpreter's stack: its words are looked at one by one, as
   backtrace_byt.c does. */
#include "runtime/bytecode.h"

#include "base/client.h"
#include "runtime/bytecode_events.h"
#include "runtime/value.h"

static TrapAbove trap_above;

static Bool called_through(const Runtime* rt, Addr ret, Addr sp)
{
   return True;
}

static Bool result_is_value(const Runtime* rt, Addr ret)
{
   return True;
}

static Bool stack_arguments(const Runtime* rt, Addr ret)
{
   return False;
}

static Bool stack(const Runtime* rt, OCamlStack* s)
{
   return False;
}

/* Two words that the interpreter has saved lie where it leaves its stack pointer when it calls
   C, then the arguments. */
static UWord argument_array(const Runtime* rt, UWord first, UWord second)
{
   enum { FEWEST = 6, MOST = 256, SAVED = 2 };
   BytecodeStack s;
   if (second < FEWEST || second > MOST)
      return 0;
   rt->bytecode_stack(rt, &s);
   return first == s.sp + SAVED * WORD_BYTES ? second : 0;
}

/* The first trap frame that does not lie below `at`; the stack's end when there is none. It begins
   with the address of its handler, which returns to nobody, and the way to the next one. */
static Addr next_trap(const BytecodeStack* s, Addr at)
{
   Addr trap = s->trap;
   UWord link;
   while (trap < at) {
      const Addr above = SC_(client_word)(trap + WORD_BYTES, &link) ? trap_above(s, trap, (Word)link >> 1) : 0;
      if (above <= trap)
         return s->high;
      trap = above;
   }
   return trap;
}

/* Is `a` the place in the bytecode of caml_callbackN_exn to which OCaml code returns? Until 5.1
   that is ACC n+3, APPLY n, POP 1, STOP, of which it is POP; in 5.3 there is nothing but STOP
   (callback.c). */
static Bool is_callback_code(Addr a)
{
   enum { OPCODES = 7, RETURN = 4, OPCODE_BYTES = 4 };
   Int stop;
   if (a % OPCODE_BYTES || !SC_(client_readable)(a, OPCODE_BYTES))
      return False;
   if (SC_(bytecode_stop)(&stop) && *(const Int*)a == stop)
      return True;
   const Addr code = a - RETURN * OPCODE_BYTES;
   if (!SC_(client_readable)(code, OPCODES * OPCODE_BYTES))
      return False;
   const Int* op = (const Int*)code;
   return op[1] == op[3] + 3 && op[5] == 1;
}

/* Is the word at `sp` that place? An empty environment follows, and no extra arguments. */
static Bool is_callback(Addr sp, UWord word)
{
   const UWord* next = (const UWord*)sp;
   return SC_(client_readable)(sp, 3 * WORD_BYTES) && next[1] == 1 && next[2] == 1 && is_callback_code(word);
}

UInt SC_(bytecode_walk)(BytecodeStack* s, Addr* pcs, UInt max, Bool* called_back)
{
   enum { WORDS_MAX = 1 << 14 }; /* of a frame: a function with more local variables is none */
   Addr at = s->sp, end = at + WORDS_MAX * WORD_BYTES;
   UInt n = 0;
   UWord word;
   *called_back = False;
   for (; at < s->high && at < end && n < max && SC_(client_word)(at, &word) && !*called_back; at += WORD_BYTES) {
      s->trap = next_trap(s, at);
      if ((word & 1) || word == 0 || at == s->trap)
         continue;
      if (SC_(is_bytecode)(word)) {
         pcs[n++] = word;
         end = at + WORDS_MAX * WORD_BYTES;
      } else
         *called_back = is_callback(at, word);
   }
   s->sp = at;
   return n;
}

/* Local variables lie above the place where their function goes on. */
static void bytecode_values(const Runtime* rt, void (*each)(UWord word, Addr ret, void*), void* opaque)
{
   enum { WORDS = 256 };
   BytecodeStack s;
   UWord word;
   Addr ret = 0;
   rt->bytecode_stack(rt, &s);
   for (Addr at = s.sp; at < s.high && at < s.sp + WORDS * WORD_BYTES && SC_(client_word)(at, &word); at += WORD_BYTES) {
      s.trap = next_trap(&s, at);
      if (at != s.trap && (word & 1) == 0 && SC_(is_bytecode)(word))
         ret = word;
      else if (at != s.trap && ret != 0)
         each(word, ret, opaque);
   }
}

void SC_(bytecode_operations)(Runtime* rt, TrapAbove above)
{
   trap_above = above;
   rt->called_through = called_through;
   rt->result_is_value = result_is_value;
   rt->stack_arguments = stack_arguments;
   rt->stack = stack;
   rt->argument_array = argument_array;
   rt->bytecode_values = bytecode_values;
   SC_(bytecode_events_init)();
}
