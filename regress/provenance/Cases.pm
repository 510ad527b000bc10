# SPDX-License-Identifier: GPL-2.0-or-later
# Builds the cases of a folder for one compiler, one set of flags and one way to link, runs all buggy stubs and all their
# twins under stubcheck, and compares the findings in the traces with the marks in the sources (values.h).
# The environment is that of regress/run; CC, CFLAGS and STUBCHECK have defaults.
package Cases;
use strict;
use warnings;
use FindBin;
use Cwd qw(getcwd);
use Traces;
use Marks;

my $here = __FILE__ =~ s{/[^/]*$}{}r; # case.ml, main.ml and values.h are here
my ($native, $link, $bytecode, $version, @only, @stubs, @dynamic, $options, $goes_on);
my %fatal; # cases whose bug ends a bytecode program, and not for sure natively
my $src = $ENV{TESTDIR} // $FindBin::RealBin;
my $cc = $ENV{CC} // 'gcc';
my $cflags = $ENV{CFLAGS} // '-O2';
my $stubcheck = $ENV{STUBCHECK} // 'stubcheck';
my $ocamlfind = $ENV{OCAMLFIND} || 'ocamlfind';
my $packages = '-g -thread -package threads.posix,dynlink';

# The ways to link: by ocamlopt, and by ocamlc with the stubs in the executable, in a DLL that ocamlrun loads, and with the
# bytecode in the executable, too; by both with the runtime for debugging.
my %ways = (exe => 'ocamlopt', shared => 'ocamlopt', static => 'ocamlopt', debug => 'ocamlopt -runtime-variant d',
            custom => 'ocamlc', dll => 'ocamlc', complete => 'ocamlc', custom_debug => 'ocamlc -runtime-variant d');
my $ocaml; # the compiler and its options
my %marks;
my ($count, $failed) = (0, 0);
my %told; # by kind: of how many cases; how many were told as their marks ask

# run(ARGUMENTS, stubs => [FILES], dynamic => [FILES], options => WORDS, fatal => [CASES], native => [CASES], bytecode => [CASES],
# goes_on => 1): arguments are
# those of the script, [--native] WAY [CASE...]; files are named without .c; dynamic ones are loaded while the program runs;
# options are stubcheck's; the bug of a fatal case ends a bytecode program, and a native case is none in bytecode, nor a bytecode
# case natively; under stubcheck the
# program goes on where it ends natively. Returns the exit status.
sub run {
   my ($arguments, %of) = @_;
   my @words = @$arguments;
   $native = @words && $words[0] eq '--native' ? shift @words : '';
   ($link, @only) = @words;
   die "usage: $0 [--native] @{[join '|', sort keys %ways]} [CASE...]\n" unless $ways{$link // ''};
   $bytecode = $ways{$link} =~ /^ocamlc/;
   $ocaml = "$ocamlfind $ways{$link} $packages";
   $version = (`$ocaml -version` =~ /^(\d+\.\d+)/)[0] . ($link eq 'static' ? '-static' : $bytecode ? '-bytecode' : '');
   @stubs = @{ $of{stubs} };
   @dynamic = $link eq 'static' ? () : @{ $of{dynamic} // [] };
   $options = $of{options} // '';
   $goes_on = $of{goes_on};
   %fatal = map { $_ => 1 } $bytecode ? @{ $of{fatal} // [] } : ();
   build();
   # All blocks in the first chunk of the heap: main.ml says why.
   $ENV{OCAMLRUNPARAM} = 'h=1M,v=0';
   %marks = Marks::read(map { "$_.c" } @stubs, @dynamic);
   my %listed = map { chomp; $_ => 1 } `./values list`;
   my @differ = grep { !$listed{$_} || !$marks{$_} } sort keys %{{ %listed, %marks }};
   die "marks and cases differ: @differ\n" if @differ;
   @only = sort { $marks{$a}{place} cmp $marks{$b}{place} } keys %marks unless @only;
   leave_out_native(@{ $of{native} // [] }) if $bytecode;
   leave_out_bytecode(@{ $of{bytecode} // [] }) if !$bytecode;
   leave_out_for_version();
   natively($_) for @only;
   if (!$native) {
      check_buggy(under_tool('bad', grep { !ends($_) } @only), map { under_tool_alone($_) } grep { ends($_) } @only);
      check_twins(under_tool('good', @only));
   }
   printf "# %s: %d of %d\n", $_, $told{$_}{right} // 0, $told{$_}{all} for sort keys %told;
   printf "1..%d\n# %s %s, %s: %d cases; %d passed, %d failed\n", $count, $cc, $cflags, $link, scalar @only,
      $count - $failed, $failed;
   return $failed ? 1 : 0;
}

# Bytecode calls all C functions the same way, whatever [@@noalloc] says.
sub leave_out_native {
   my %out = map { $_ => 1 } @_, grep { $marks{$_}{kind}{NoallocViolation} } @only;
   printf "# not in bytecode: %s\n", join ' ', sort keys %out if %out;
   @only = grep { !$out{$_} } @only;
}

# Native code does not pass many arguments as an array.
sub leave_out_bytecode {
   my %out = map { $_ => 1 } @_;
   printf "# bytecode only: %s\n", join ' ', sort keys %out if %out;
   @only = grep { !$out{$_} } @only;
}

# Of the cases that are left out it says why.
sub leave_out_for_version {
   my @left_out = grep { defined Marks::not_for($marks{$_}, $version) } @only;
   printf "# bad_%s and good_%s: skipped, %s\n", $_, $_, Marks::not_for($marks{$_}, $version) for @left_out;
   @only = grep { !defined Marks::not_for($marks{$_}, $version) } @only;
}

# Does the bug end the process, under stubcheck too? Such cases are run alone.
sub ends {
   my ($name) = @_;
   return !$goes_on && ($fatal{$name} || Marks::ends($marks{$name}, $version));
}

sub sh {
   my ($command) = @_;
   system($command) == 0 or die "failed: $command\n";
}

# The sources are copied: reports then show plain file names.
sub build {
   sh("cp $here/case.ml $here/main.ml $here/values.h .") if $here ne getcwd();
   sh("cp $src/*.[ch] $src/*.ml .") if $src ne getcwd();
   for my $name (@stubs, @dynamic) {
      sh("$cc $cflags -gdwarf-4 -fPIC -pthread -I`$ocaml -where` -c $name.c");
   }
   my $objects = join ' ', map { "$_.o" } @stubs, grep { $_ eq 'loader' } @dynamic;
   my @modules = ('case', 'values', @dynamic ? 'dynamic' : (), 'main');
   sh("$ocaml -c " . join ' ', map { "$_.ml" } @modules);
   if (@dynamic) {
      sh("$cc -shared loaded.o -o loaded.so");
      if ($bytecode) {
         sh("$ocaml -c plugin.ml");
         sh("ocamlmklib -o plugin plugin.cmo plugin_stubs.o");
         $ENV{LD_LIBRARY_PATH} = getcwd(); # for Dynlink
      } else {
         sh("$ocaml -shared plugin.ml plugin_stubs.o -o plugin.cmxs");
      }
   }
   my $linking = $bytecode ? link_bytecode($objects) : link_native($objects);
   my $suffix = $bytecode ? 'cmo' : 'cmx';
   sh("$ocaml -linkpkg " . join(' ', map { "$_.$suffix" } @modules) . " -o values $linking");
}

# How the stubs are linked: arguments of the compiler.
sub link_bytecode {
   my ($objects) = @_;
   return "-custom $objects" if $link =~ /^custom/;
   return "-output-complete-exe $objects" if $link eq 'complete';
   sh("ocamlmklib -o values_stubs $objects");
   return '-dllib -lvalues_stubs -dllpath ' . getcwd();
}

sub link_native {
   my ($objects) = @_;
   my $stubs = $objects;
   if ($link eq 'shared') {
      sh("$cc -shared $objects -o libvalues.so");
      $stubs = '-ccopt -L. -cclib -lvalues -ccopt -Wl,-rpath,' . getcwd();
   }
   # glibc warns of what a static program cannot do; the cases do not do it.
   return $link eq 'static' ? "$stubs -ccopt -static 2>static.log" : $stubs;
}

sub ok {
   my ($good, $what, @details) = @_;
   $count++;
   $failed++ unless $good;
   printf "%s %d - %s\n", $good ? 'ok' : 'not ok', $count, $what;
   print map { "# $_\n" } map { split /\n/ } @details unless $good;
}

sub cases {
   my ($prefix, @names) = @_;
   return join ' ', map { "${prefix}_$_" } @names;
}

# Each in a process of its own: what a buggy stub leaves behind is nothing that others may trip over.
sub natively {
   my ($name) = @_;
   my $ends = Marks::ends($marks{$name}, $version);
   my ($good, $good_said) = alone("good_$name");
   ok($good == 0 && $good_said eq '', "good_$name: runs natively", $good, $good_said);
   return if $fatal{$name};
   my ($bad, $bad_said) = alone("bad_$name");
   ok($ends ? $bad != 0 : $bad == 0 && $bad_said eq '', "bad_$name: @{[$ends ? 'ends' : 'runs']} natively", $bad, $bad_said);
}

# Status and output of a run of one stub.
sub alone {
   my $said = `timeout 10 ./values @_ 2>&1` =~ s/^### OCaml runtime: .*\n//mgr;
   return ($?, $said);
}

# Returns the findings of one run.
sub under_tool {
   my ($prefix, @names) = @_;
   my ($status, @findings) = stubcheck(300, $prefix, @names);
   my $wanted = @findings ? 99 : 0;
   ok($status == $wanted && -z "$prefix.out", "$prefix: runs under stubcheck",
      "status $status, not $wanted", `head -c 2000 $prefix.out; tail -n 30 $prefix.err`);
   return @findings;
}

sub under_tool_alone {
   my ($name) = @_;
   my ($status, @findings) = stubcheck(40, 'bad', $name);
   return @findings;
}

# Exit status and findings of a run, which may take so many seconds: some stubs hang.
sub stubcheck {
   my ($seconds, $prefix, @names) = @_;
   my $traces = "traces-$prefix";
   sh("rm -rf $traces");
   system("timeout $seconds $stubcheck $options --trace-dir=$traces ./values @{[cases($prefix, @names)]} >$prefix.out 2>$prefix.err");
   my $status = $? >> 8;
   return ($status, Traces::findings($traces));
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
      my $of_kind = $told{ kind_of($name) } //= {};
      $of_kind->{all}++;
      $of_kind->{right}++ unless @wrong;
   }
   my @others = (@stray, map { @$_ } values %of);
   ok(!@others, 'bad: nothing else is found', map { Traces::text($_) } @others);
}

# The kind that the case is counted as; one may be told as SC101 or as SC102.
sub kind_of {
   my ($name) = @_;
   my $kinds = $marks{$name}{kind};
   return $kinds->{UnregisteredRoot} ? 'UnregisteredRoot' : (sort keys %$kinds)[0];
}

sub check_twins {
   my @findings = @_;
   ok(!@findings, 'good: nothing is found', map { Traces::text($_) } @findings);
}

1;
