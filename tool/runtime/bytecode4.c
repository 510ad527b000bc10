/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytecode of OCaml 4.12 to 4.14 (interp.c). The heap is that of native programs. The
   interpreter calls all C functions the same way, whatever [@@noalloc] or [@unboxed] says:
   up to five arguments as values in registers, more of them as an array on its own stack,
   which the GC scans, and their number. */
#include "runtime/runtime.h"

#include "base/client.h"
#include "runtime/bytecode_events.h"
#include "runtime/value.h"

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

/* Offsets in the domain state. At `EXTERN_SP' the interpreter leaves its stack pointer when it
   calls C: two words that it has saved lie there, then the arguments. */
enum { STACK_HIGH = 0x90, EXTERN_SP = 0xa0, TRAPSP = 0xa8, EXTERNAL_RAISE = 0xb8 };
enum { SAVED = 2 };

static Addr caml_state; /* address of the variable */

/* 0 when it cannot be read. */
static Addr state_word(Word offset)
{
   Addr state, word;
   return SC_(client_word)(caml_state, &state) && SC_(client_word)(state + (Addr)offset, &word) ? word : 0;
}

/* The buffer of the interpreter's sigsetjmp lies in its frame. */
static Addr handler(const Runtime* rt)
{
   return state_word(EXTERNAL_RAISE);
}

static UWord argument_array(const Runtime* rt, UWord first, UWord second)
{
   enum { FEWEST = 6, MOST = 256 };
   return second >= FEWEST && second <= MOST && first == state_word(EXTERN_SP) + SAVED * WORD_BYTES ? second : 0;
}

/* Is the word at `sp` the return address into caml_callbackN_exn's own bytecode: ACC n+3,
   APPLY n, POP 1, STOP, of which it is that of POP? An empty environment follows, and no extra
   arguments. */
static Bool is_callback(Addr sp, UWord word)
{
   enum { OPCODES = 7, RETURN = 4, OPCODE_BYTES = 4 };
   const UWord* next = (const UWord*)sp;
   if (word % OPCODE_BYTES || !SC_(client_readable)(sp, 3 * WORD_BYTES) || next[1] != 1 || next[2] != 1)
      return False;
   const Addr code = word - RETURN * OPCODE_BYTES;
   if (!SC_(client_readable)(code, OPCODES * OPCODE_BYTES))
      return False;
   const Int* op = (const Int*)code;
   return op[1] == op[3] + 3 && op[5] == 1;
}

static void bytecode_stack(const Runtime* rt, BytecodeStack* stack)
{
   stack->sp = state_word(EXTERN_SP);
   stack->high = state_word(STACK_HIGH);
   stack->trap = state_word(TRAPSP);
}

/* The first trap frame that does not lie below `at`. It begins with the address of its handler,
   which returns to nobody, and the distance to the next one in words (stacks.h). */
static Addr next_trap(Addr trap, Addr at)
{
   UWord link;
   while (trap < at && SC_(client_word)(trap + WORD_BYTES, &link) && (Word)link > 1)
      trap += (link >> 1) * WORD_BYTES;
   return trap;
}

static UInt bytecode_frames(const Runtime* rt, BytecodeStack* stack, Addr* pcs, UInt max)
{
   enum { WORDS_MAX = 1 << 14 }; /* of a frame: a function with more local variables is none */
   Addr trap = stack->trap, at = stack->sp, end = at + WORDS_MAX * WORD_BYTES;
   UInt n = 0;
   UWord word;
   for (; at < stack->high && at < end && n < max && SC_(client_word)(at, &word); at += WORD_BYTES) {
      trap = next_trap(trap, at);
      if ((word & 1) || word == 0 || at == trap)
         continue;
      if (SC_(is_bytecode)(word)) {
         pcs[n++] = word;
         end = at + WORDS_MAX * WORD_BYTES;
      } else if (is_callback(at, word)) {
         at += WORD_BYTES;
         break;
      }
   }
   stack->sp = at;
   stack->trap = trap;
   return n;
}

/* Local variables lie above the place where their function goes on. */
static void bytecode_values(const Runtime* rt, void (*each)(UWord word, Addr ret, void*), void* opaque)
{
   enum { WORDS = 256 };
   BytecodeStack s;
   UWord word;
   Addr ret = 0;
   bytecode_stack(rt, &s);
   for (Addr at = s.sp; at < s.high && at < s.sp + WORDS * WORD_BYTES && SC_(client_word)(at, &word); at += WORD_BYTES) {
      s.trap = next_trap(s.trap, at);
      if (at != s.trap && (word & 1) == 0 && SC_(is_bytecode)(word))
         ret = word;
      else if (at != s.trap && ret != 0)
         each(word, ret, opaque);
   }
}

void SC_(bytecode4_operations)(Runtime* rt)
{
   caml_state = SC_(runtime_symbol)("Caml_state");
   rt->called_through = called_through;
   rt->result_is_value = result_is_value;
   rt->stack_arguments = stack_arguments;
   rt->handler = handler;
   rt->argument_array = argument_array;
   rt->bytecode_stack = bytecode_stack;
   rt->bytecode_frames = bytecode_frames;
   rt->bytecode_values = bytecode_values;
   SC_(bytecode_events_init)();
}
