#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
# values.pl exe|shared|static [CASE...]: builds the cases of this folder for one compiler, one set of flags and one way
# to link, runs all buggy stubs and all their twins under stubcheck, and compares the findings in the traces with the
# marks in the sources (values.h). The environment is that of regress/run; CC, CFLAGS and STUBCHECK have defaults.
# With --native the program is only built and run natively.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Cwd qw(getcwd);
use Traces;
use Marks;

my $native = @ARGV && $ARGV[0] eq '--native' ? shift @ARGV : '';
my ($link, @only) = @ARGV;
die "usage: values.pl [--native] exe|shared|static [CASE...]\n" unless ($link // '') =~ /^(exe|shared|static)$/;

my $src = $ENV{TESTDIR} // $FindBin::RealBin;
my $cc = $ENV{CC} // 'gcc';
my $cflags = $ENV{CFLAGS} // '-O2';
my $stubcheck = $ENV{STUBCHECK} // 'stubcheck';
my $ocamlopt = ($ENV{OCAMLFIND} || 'ocamlfind') . ' ocamlopt -g -thread -package threads.posix,dynlink';

my @stubs = qw(storage library registry copying derived roots lock transitions inlined moved operations);
my @dynamic = $link eq 'static' ? () : qw(loader loaded plugin_stubs);

build();
# All blocks in the first chunk of the heap: main.ml says why.
$ENV{OCAMLRUNPARAM} = 'h=1M';
my %marks = Marks::read(map { "$_.c" } @stubs, @dynamic);
my %listed = map { chomp; $_ => 1 } `./values list`;
my @differ = grep { !$listed{$_} || !$marks{$_} } sort keys %{{ %listed, %marks }};
die "marks and cases differ: @differ\n" if @differ;
@only = sort { $marks{$a}{place} cmp $marks{$b}{place} } keys %marks unless @only;

my ($count, $failed) = (0, 0);
natively($_) for qw(bad good);
if (!$native) {
   check_buggy(under_tool('bad'));
   check_twins(under_tool('good'));
}
printf "1..%d\n# %s %s, %s: %d cases; %d passed, %d failed\n", $count, $cc, $cflags, $link, scalar @only,
   $count - $failed, $failed;
exit($failed ? 1 : 0);

sub sh {
   my ($command) = @_;
   system($command) == 0 or die "failed: $command\n";
}

# The sources are copied: reports then show plain file names.
sub build {
   sh("cp $src/*.c $src/*.h $src/*.ml .") if $src ne getcwd();
   for my $name (@stubs, @dynamic) {
      sh("$cc $cflags -gdwarf-4 -fPIC -pthread -I`$ocamlopt -where` -c $name.c");
   }
   my $objects = join ' ', map { "$_.o" } @stubs, $link eq 'static' ? () : 'loader';
   my @modules = ('values', $link eq 'static' ? () : 'dynamic', 'main');
   sh("$ocamlopt -c " . join ' ', map { "$_.ml" } @modules);
   if (@dynamic) {
      sh("$cc -shared loaded.o -o loaded.so");
      sh("$ocamlopt -shared plugin.ml plugin_stubs.o -o plugin.cmxs");
   }
   my $stubs = $objects;
   if ($link eq 'shared') {
      sh("$cc -shared $objects -o libvalues.so");
      $stubs = '-ccopt -L. -cclib -lvalues -ccopt -Wl,-rpath,' . getcwd();
   }
   # glibc warns of what a static program cannot do; the cases do not do it.
   my $static = $link eq 'static' ? '-ccopt -static 2>static.log' : '';
   sh("$ocamlopt -linkpkg " . join(' ', map { "$_.cmx" } @modules) . " $stubs -o values $static");
}

sub ok {
   my ($good, $what, @details) = @_;
   $count++;
   $failed++ unless $good;
   printf "%s %d - %s\n", $good ? 'ok' : 'not ok', $count, $what;
   print map { "# $_\n" } map { split /\n/ } @details unless $good;
}

sub cases {
   my ($prefix) = @_;
   return join ' ', map { "${prefix}_$_" } @only;
}

sub natively {
   my ($prefix) = @_;
   my $said = `./values @{[cases($prefix)]} 2>&1`;
   ok($? == 0 && $said eq '', "$prefix: runs natively", "status $?", $said);
}

# Returns the findings of one run.
sub under_tool {
   my ($prefix) = @_;
   my $traces = "traces-$prefix";
   sh("rm -rf $traces");
   my $said = `$stubcheck --trace-dir=$traces ./values @{[cases($prefix)]} >$prefix.out 2>$prefix.err`;
   my $status = $? >> 8;
   my @findings = Traces::findings($traces);
   my $wanted = @findings ? 99 : 0;
   ok($status == $wanted && -z "$prefix.out", "$prefix: runs under stubcheck",
      "status $status, not $wanted", `head -c 2000 $prefix.out; tail -n 30 $prefix.err`);
   return @findings;
}

# Each case has exactly one finding, as its marks tell.
sub check_buggy {
   my %of;
   my @stray;
   for my $f (@_) {
      my $name = Marks::case_of(\%marks, $f);
      if (defined $name) { push @{ $of{$name} }, $f; }
      else { push @stray, $f; }
   }
   for my $name (@only) {
      my @found = @{ delete $of{$name} // [] };
      my @wrong = @found ? Marks::differences($marks{$name}, $found[0]) : 'no finding';
      push @wrong, sprintf('%d findings', scalar @found) if @found > 1;
      ok(!@wrong, "bad_$name", @wrong, map { Traces::text($_) } @found);
   }
   my @others = (@stray, map { @$_ } values %of);
   ok(!@others, 'bad: nothing else is found', map { Traces::text($_) } @others);
}

sub check_twins {
   my @findings = @_;
   ok(!@findings, 'good: nothing is found', map { Traces::text($_) } @findings);
}
