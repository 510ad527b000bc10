#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
# stacks.pl COMPILER: for each of four places, the functions of the program that gdb shows there, and those of the stack
# in the report that is made there. Of OCaml code that calls C directly gdb shows one frame and no more, and none
# below a stack from which C calls back. Of bytecode it knows nothing.
use strict;
use warnings;

my $compiler = "@ARGV"; # ocamlopt, or `ocamlc -custom'
my $bytecode = $compiler =~ /^ocamlc/;
if (!$bytecode && system('command -v gdb >/dev/null') != 0) { print "gdb is not installed\n"; exit 77; }
system("$ENV{OCAMLFIND} $compiler -g -ccopt '-gdwarf-4 $ENV{CFLAGS}' stacks_stubs.c stacks.ml -o stacks >log 2>&1") == 0
   or die `cat log`;

# gdb's names, as people know them.
sub from_gdb {
   my ($where) = @_;
   my @frames;
   for (`gdb -q -batch -ex 'set confirm off' -ex 'break $where' -ex run -ex 'bt 60' ./stacks 2>&1`) {
      my ($fn) = /^#\d+\s+(?:0x[0-9a-f]+ in )?([\w.\$]+) ?\(/ or next;
      if ($fn =~ /^s_\w+$/) { push @frames, $fn; }
      elsif ($fn =~ /^camlStacks(?:\.|__)entry$/) { push @frames, 'Stacks (top level)'; }
      # flambda says where it stands
      elsif ($fn =~ /^camlStacks(?:\.|__)(?:fun|anon_fn\$[\w.\$]+)_\d+$/) { push @frames, 'Stacks.(fun)'; }
      elsif ($fn =~ /^camlStacks(?:\.|__)(\w+)_\d+$/) { push @frames, "Stacks.$1"; }
   }
   return @frames;
}

my @report = `$ENV{STUBCHECK} ./stacks 2>&1`;

# The first stack of the report whose innermost function of the program is `where'.
sub from_report {
   my ($where) = @_;
   for my $i (0 .. $#report) {
      next unless $report[$i] =~ /^   (?:at|by) $where /;
      my @frames;
      for my $j ($i .. $#report) {
         my ($fn) = $report[$j] =~ /^   (?:at|by) (Stacks \(top level\)|Stacks\.(?:\w+\.)?\(fun\)|[\w.]+)/ or last;
         push @frames, $fn if $fn =~ /^(s_|Stacks)/;
      }
      return @frames;
   }
   return ();
}

# Debug events tell in which function another is.
sub fun_in { return $bytecode ? "Stacks.$_[0].(fun)" : 'Stacks.(fun)'; }

my %expected = (
   s_copy => ['s_copy', 's_bad', 'Stacks.handle', fun_in('run'), 'Stacks.in_callback', 's_outer', 'Stacks (top level)'],
   s_bad2 => ['s_bad2', 'Stacks.leaf', 's_outer', 'Stacks.on_fiber', 'Stacks.start_fiber', 's_outer', 'Stacks (top level)'],
   s_many => ['s_many', $bytecode ? 's_many_byte' : (), fun_in('with_many'), 's_outer', 'Stacks.with_many', 's_outer', 'Stacks (top level)'],
   s_use => ['s_use', 'Stacks.direct', 's_outer', 'Stacks (top level)'],
);
my $bad = 0;
for my $where (sort keys %expected) {
   my ($gdb, $ours) = ($bytecode ? '' : join("\n", from_gdb($where)), join("\n", from_report($where)));
   print "$where:\n$ours\n\n";
   next if $ours eq join("\n", @{ $expected{$where} })
      && ($bytecode ? 1 : $where =~ /s_copy|s_many/ ? $gdb eq $ours : index($ours, $gdb) == 0 && $gdb =~ /direct|on_fiber/);
   print "but gdb shows:\n$gdb\n\n" unless $bytecode;
   $bad = 1;
}
print @report if $bad;
exit $bad;
