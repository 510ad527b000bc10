#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
# rules.pl [--native] WAY [CASE...]: the cases of this folder (../provenance/Cases.pm).
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../provenance";
use Cases;

# Who has given the lock away, and takes it again in another stub, has lost his place on the interpreter's stack.
# Only a closure of native code has two codes, and only there does caml_callbackN make roots.
exit Cases::run(\@ARGV, fatal => [qw(lock_return lock_raise)], native => [qw(closurewords_curried mismatch_array mismatch_applied)],
   bytecode => [qw(arguments_passed arguments_root arguments_applied)],
   stubs => [grep { !/_stubs$/ } map { s{^.*/(\w+)\.c$}{$1}r } glob "$FindBin::RealBin/*.c"]);
