#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
# mutate.pl [FILE.c...]: takes each registration of a root out of the twins in turn. Which of these mutants break the
# rule is found out natively: each is run with a collection forced at each call that may run one (oracle.c), and breaks
# the rule when its result changes, when it crashes or when it leaves frames of local_roots behind. Each of those must
# be found by stubcheck, in a run without forced collections; the unchanged files must not.
# By the same means the buggy stubs are shown to be buggy.
# With --native nothing is run under stubcheck.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Cwd qw(getcwd);
use Marks;
use Mutants;
use Traces;

my $native = @ARGV && $ARGV[0] eq '--native' ? shift @ARGV : '';
my @files = @ARGV ? @ARGV : map { "$_.c" } qw(storage library copying derived roots lock transitions inlined moved
                                                        published operations);

my $src = $ENV{TESTDIR} // $FindBin::RealBin;
my $cc = $ENV{CC} // 'gcc';
my $cflags = $ENV{CFLAGS} // '-O1';
my $stubcheck = $ENV{STUBCHECK} // 'stubcheck';
my $ocamlopt = ($ENV{OCAMLFIND} || 'ocamlfind') . ' ocamlopt -g -thread -package threads.posix';
$ENV{OCAMLRUNPARAM} = 'h=1M';

sh("cp $src/*.c $src/*.h $src/*.ml .") if $src ne getcwd();
chomp(my $where = `$ocamlopt -where`);
my ($version) = `$ocamlopt -version` =~ /^(\d+\.\d+)/;
my $compile = "$cc $cflags -gdwarf-4 -fPIC -pthread -I$where";
my @wrapped = slurp('oracle.c') =~ /^WRAP \(\w+, (\w+),/mg;

my @mutants = make_mutants(@files);
build_program();
my %broken = map { run_forced($_, 'good') } @mutants;
my %seen = $native ? () : found_by_stubcheck();
exit(report() + buggy_stubs() > 0);

sub sh {
   my ($command) = @_;
   system($command) == 0 or die "failed: $command\n";
}

sub slurp {
   my ($file) = @_;
   open my $in, '<', $file or die "$file: $!\n";
   local $/;
   return scalar <$in>;
}

# Compiles all mutants of all files, each twice: as it is, and with its calls led through oracle.c.
sub make_mutants {
   my @all;
   for my $file (@_) {
      my %marks = Marks::read($file);
      my %cases = map { $_ => 1 } grep { !defined Marks::not_for($marks{$_}, $version) } keys %marks;
      for my $m (Mutants::of_file($file)) {
         my $number = $m->{number} = @all;
         my ($own) = $m->{function} =~ /^good_(\w+)$/;
         next if defined $own && $marks{$own} && !$cases{$own};
         $m->{cases} = defined $own && $cases{$own} ? [$own] : [sort keys %cases];
         open my $out, '>', "mutant$number.c" or die "mutant$number.c: $!\n";
         print $out $m->{text};
         close $out;
         push @all, $m;
      }
   }
   compile_half(0, @all);
   wait;
   die "some mutants do not compile\n" if $?;
   return @all;
}

# Compiles every other mutant here, and the others in another process.
sub compile_half {
   my ($half, @all) = @_;
   if ($half == 0) {
      my $pid = fork // die "fork: $!\n";
      if ($pid == 0) {
         compile_half(1, @all);
         exit 0;
      }
   }
   my $wrap = join ' ', map { "--wrap=$_" } @wrapped;
   for my $n (map { $_->{number} } grep { $_->{number} % 2 == $half } @all) {
      sh("$compile -w -c mutant$n.c");
      sh("ld -shared -Bsymbolic mutant$n.o -o mutant$n.so");
      sh("ld -shared -Bsymbolic $wrap mutant$n.o -o forced$n.so");
   }
}

sub build_program {
   my @names = sort keys %{{ map { $_ => 1 } slurp('values.ml') =~ /"(\w*)"/g }};
   open my $out, '>', 'jumps.s' or die "jumps.s: $!\n";
   print $out jumps(grep { $_ ne 'guarded' && slurp_all() =~ /^(?:value|double) $_ \(/m } @names);
   close $out;
   sh("$cc -c jumps.s");
   sh("$compile -c registry.c");
   my $link = "$ocamlopt -linkpkg case.ml values.ml mutants.ml jumps.o oracle.o registry.o -o";
   sh("$compile -DCAML_INTERNALS -c oracle.c && $link mutants");
   my $real = join ' ', map { "-ccopt -Wl,--defsym,__real_$_=$_" } @wrapped;
   sh("$compile -DCAML_INTERNALS -DFORCED -c oracle.c && $link forced $real");
}

my $everything;
sub slurp_all {
   return $everything //= join '', map { slurp($_) } grep { !/^mutant\d|oracle/ } glob '*.c';
}

# One jump for each stub that OCaml names, and the table of where they go.
sub jumps {
   my @names = @_;
   my $text = "\t.text\n" . join '', map { "\t.globl $_\n\t.type $_, \@function\n$_:\n\tjmp *to_$_(%rip)\n\t.size $_, .-$_\n" } @names;
   $text .= "\t.section .rodata\n" . join '', map { "name_$_:\t.asciz \"$_\"\n" } @names;
   $text .= "\t.data\n\t.balign 8\n\t.globl jump_targets\njump_targets:\n";
   $text .= join '', map { "\t.quad name_$_\nto_$_:\t.quad 0\n" } @names;
   return $text . "\t.quad 0, 0\n\t.section .note.GNU-stack,\"\",\@progbits\n";
}

# Runs the cases of a mutant, with its twins or its buggy stubs, each in a process of its own: OCaml 5 moves a block only
# from a heap that is as the case has made it. What went wrong, by the mutant's number; nothing when nothing did.
sub run_forced {
   my ($m, $kind) = @_;
   my @wrong;
   for my $case (@{ $m->{cases} }) {
      # What malloc takes back, a chunk of the heap too, it overwrites.
      my ($first, @said) = split /\n/, `env MALLOC_PERTURB_=215 ./forced forced $m->{number}:${kind}_$case 2>&1`;
      my $status = $?;
      die "mutant $m->{number} does not run: $first\n" unless ($first // '') eq "mutant $m->{number}";
      push @said, sprintf '%s_%s ended by status %d', $kind, $case, $status & 127 || $status >> 8 if $status;
      push @wrong, @said;
   }
   return @wrong ? ($m->{number} => \@wrong) : ();
}

# By number: the findings in which a mutant's file appears. Of each function there is one mutant in a run, since one
# cause is told once.
sub found_by_stubcheck {
   my (%seen, %of_function, @rounds);
   for my $m (@mutants) {
      my $arg = "$m->{number}:" . join ',', map { "good_$_" } @{ $m->{cases} };
      push @{ $rounds[ $of_function{"$m->{file} $m->{function}"}++ ] }, $arg;
   }
   sh('rm -rf traces && mkdir traces');
   my $run = 0;
   for my $round (@rounds) {
      my @left = @$round;
      while (@left) {
         my $traces = 'traces/' . $run++;
         my @out = `$stubcheck --trace-dir=$traces ./mutants mutant @left 2>stubcheck.err`;
         my ($last) = map { /^mutant (\d+)/ } reverse @out;
         die "nothing runs under stubcheck: " . slurp('stubcheck.err') unless defined $last;
         # A mutant that ends the process leaves the others for the next one.
         1 while (shift @left) !~ /^$last:/;
         for my $f (Traces::findings($traces)) {
            push @{ $seen{$_} }, $f for mutants_in($f);
         }
      }
   }
   return %seen;
}

sub mutants_in {
   my ($f) = @_;
   my @lines = map { Traces::lines(@{ $_ // [] }) } $f->{stack}, map { $_->{stack} } @{ $f->{parts} };
   my %numbers = map { /^mutant(\d+)\.c:/ ? ($1 => 1) : () } @lines;
   return keys %numbers;
}

sub describe {
   my ($m) = @_;
   return sprintf 'mutant %d: %s:%d %s', $m->{number}, $m->{file}, $m->{line}, $m->{what};
}

sub report {
   my ($bad, $unshown) = (0, 0);
   my @changed = grep { $_->{line} } @mutants;
   for my $m (@mutants) {
      my $n = $m->{number};
      my ($broken, $found) = ($broken{$n}, $seen{$n});
      if (!$m->{line}) {
         next unless $broken || $found;
         $bad++;
         print describe($m), ': ', $broken ? "wrong natively: @$broken\n" : "found:\n", map { Traces::text($_) } @{ $found // [] };
      } elsif ($broken && !$found && !$native) {
         $bad++;
         print describe($m), ": not found; natively: @$broken\n";
      } elsif (!$broken) {
         $unshown++ if $found;
         print describe($m), $found ? ": found, not shown natively\n" . join('', map { Traces::text($_) } @$found)
                                    : ": harmless\n";
      }
   }
   printf "%d mutants of %d files: %d break the rule, %d of them found; %d more found\n", scalar @changed, scalar @files,
      scalar(grep { $broken{ $_->{number} } } @changed), scalar(grep { $broken{ $_->{number} } && $seen{ $_->{number} } } @changed),
      $unshown;
   return $bad ? 1 : 0;
}

# Each buggy stub goes wrong when collections are forced, but for those of which no result tells.
sub buggy_stubs {
   my %silent = (
      local_array => 'each string is made where the one before it lay, and is the same',
      constant => 'its argument does not move',
      derived_path => 'neither its argument nor what overwrites it is the path of a file',
      failwith => 'caml_failwith does not return: no wrapper',
      swept => 'the memory of the dead block is not used again',
      swept_doc => 'the memory of the dead block is not used again',
      args_again => 'caml_callbackN makes roots of its arguments, natively, while it runs',
      map({ $_ => 'allocates without a call' } qw(inlined inlined_two)),
      map({ $_ => 'no other thread moves the block meanwhile' }
          qw(lock_read lock_write lock_syscall lock_path lock_read_into lock_thread)),
      $version =~ /^5/ ? map({ $_ => 'is in the major heap by then, of which a compaction of OCaml 5 moves few blocks' }
                             qw(abstract custom named)) : ());
   my ($shown, @unshown) = (0);
   for my $m (grep { !$_->{line} } @mutants) {
      for my $case (@{ $m->{cases} }) {
         my %wrong = run_forced({ %$m, cases => [$case] }, 'bad');
         if (%wrong) { $shown++; }
         else { push @unshown, $case; }
      }
   }
   print "bad_$_ does not go wrong: ", $silent{$_} // 'not ok, is it buggy?', "\n" for @unshown;
   printf "%d buggy stubs go wrong natively when collections are forced, %d cannot be seen to\n", $shown, scalar @unshown;
   return grep({ !$silent{$_} } @unshown) ? 1 : 0;
}
