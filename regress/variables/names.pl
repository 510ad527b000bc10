#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
# names.pl WAY...: builds the program in each of these ways, runs it, and compares the names of variables in the
# reports with the comments in variables_stubs.c.
use strict;
use warnings;
use File::Copy qw(copy);
use JSON::PP;

my ($cc, $cflags) = ($ENV{CC}, "$ENV{CFLAGS} -gdwarf-4 -fPIC -fno-strict-aliasing -fwrapv");
my $ocamlopt = "$ENV{OCAMLFIND} ocamlopt -g";
my $where = `$ENV{OCAMLFIND} ocamlc -where`;
chomp $where;
my %marks = read_marks("$ENV{TESTDIR}/variables_stubs.c");

# How to build, and whether there are names then.
my %ways = (
   exe => sub { build(''); 1 },
   nopie => sub { build('', '-ccopt -no-pie'); 1 },
   dwarf5 => sub { build('-gdwarf-5'); 1 },
   shared => sub { shared(); 1 },
   # In a file beside, found by its name; by the build-id.
   debuglink => sub { build(''); split_off('prog.debug'); run('objcopy --add-gnu-debuglink=prog.debug prog'); 1 },
   # None at all.
   stripped => sub { build(''); split_off('other.debug'); unlink 'other.debug', 'prog.debug'; 0 },
   # Names are for who has the program that ran.
   later => sub { build(''); run('rm -rf trace'); traced(); 1 },
   replaced => sub { build(''); run('rm -rf trace'); traced(); build('-O1'); 0 },
);

my @wrong;
for my $way (@ARGV) {
   my $with_names = ($ways{$way} // die "no way $way\n")->();
   my $findings = decode_json(-d 'trace' ? report_of_trace() : report());
   run('rm -rf trace');
   push @wrong, map { "$way: $_\n" } $with_names ? differences($findings->{findings}) : named($findings->{findings});
}
print @wrong;
print scalar keys %marks, " stubs, ", scalar @ARGV, " ways, ", scalar @wrong, " wrong\n";
exit(@wrong || !%marks ? 1 : 0);

sub run {
   system("@_ >>build.log 2>&1") == 0 or die "failed: @_\n", `tail -n 5 build.log`;
}

sub sources { copy("$ENV{TESTDIR}/$_", $_) for 'variables.ml', 'variables_stubs.c' }

sub build {
   my ($more, $link) = (@_, '');
   sources();
   run("$cc $cflags $more -I$where -c variables_stubs.c");
   run("$ocamlopt $link variables_stubs.o variables.ml -o prog");
}

sub shared {
   sources();
   run("$cc $cflags -shared -I$where variables_stubs.c -o libvariables.so");
   run("$ocamlopt variables.ml -ccopt -L. -cclib -lvariables -ccopt -Wl,-rpath,. -o prog");
}

sub split_off {
   my ($file) = @_;
   run("objcopy --only-keep-debug prog $file");
   run("objcopy --strip-debug prog");
}

sub traced { system("$ENV{STUBCHECK} --trace-dir=trace --output=/dev/null ./prog") }

sub report {
   system("$ENV{STUBCHECK} --format=json --output=report.json ./prog");
   return contents('report.json');
}

sub report_of_trace {
   run("$ENV{STUBCHECK_REPORT} --format=json --output=report.json trace");
   return contents('report.json');
}

sub contents {
   my ($file) = @_;
   open my $in, '<', $file or die "$file: $!\n";
   local $/;
   return scalar <$in>;
}

# Stub => { argument => [..], kept => [..], named => word or undef, fix => [alternatives] }.
sub read_marks {
   my ($file) = @_;
   my %found;
   open my $in, '<', $file or die "$file: $!\n";
   while (<$in>) {
      my ($stub, $text) = m{^value (\w+)\(.*\) /\* (.*) \*/} or next;
      my ($argument) = $text =~ /argument: ([\w ]+)/;
      my ($kept) = $text =~ /kept: ([\w? ]+)/;
      my ($fix) = $text =~ /fix: (.*)/;
      my ($named) = $text =~ /named: (\w+)/;
      $found{$stub} = { named => $named, argument => [ split ' ', $argument // '' ], kept => [ grep { $_ ne 'none' } split ' ', $kept ],
                        fix => [ split / or /, $fix // '' ] };
   }
   return %found;
}

# The stub that a finding is of: the last of ours on the stack.
sub stub_of {
   my ($finding) = @_;
   return (grep { $marks{ $_->{fn} // '' } } @{ $finding->{stack} })[-1]{fn} // '?';
}

sub part { my ($f, $role) = @_; return (map { $_->{text} } grep { $_->{role} eq $role } @{ $f->{parts} })[0] // ''; }

sub names {
   my ($f) = @_;
   my ($argument) = $f->{what} =~ /^argument \d+ \((\w+)\)/;
   my ($kept) = part($f, 'owner') =~ /^C kept it in the variable (\w+)/;
   return ($argument, $kept, part($f, 'fix'));
}

sub differences {
   my ($findings) = @_;
   my (%argument, %kept, %fix, %named, @wrong);
   for my $f (@$findings) {
      my $stub = stub_of($f);
      my ($argument, $kept, $fix) = names($f);
      $argument{$stub}{$argument}++ if defined $argument;
      $kept{$stub}{$kept}++ if defined $kept;
      $fix{$stub} .= "$fix\n";
      $named{$stub} = $1 if $f->{what} =~ /(?:^the local root|is used on) (\w+)/;
   }
   for my $stub (sort keys %marks) {
      my $m = $marks{$stub};
      my %must = map { $_ => 1 } grep { !/\?/ } @{ $m->{kept} };
      my %may = map { s/\?//r => 1 } @{ $m->{kept} };
      push @wrong, "$stub: no finding" if !$fix{$stub};
      push @wrong, "$stub: argument not told: $_" for grep { !$argument{$stub}{$_} } @{ $m->{argument} };
      push @wrong, "$stub: not told: $_" for grep { !$kept{$stub}{$_} } sort keys %must;
      push @wrong, "$stub: told: $_" for grep { !$may{$_} } sort keys %{ $kept{$stub} // {} };
      push @wrong, "$stub: named: " . ($named{$stub} // 'nothing') if ($named{$stub} // '') ne ($m->{named} // '');
      my %known = map { $_ => 1 } @{ $m->{argument} };
      push @wrong, "$stub: argument told: $_" for grep { !$known{$_} } sort keys %{ $argument{$stub} // {} };
      push @wrong, "$stub: the fix says: $fix{$stub}"
         if @{ $m->{fix} } && $fix{$stub} && !grep { index($fix{$stub}, $_) >= 0 } @{ $m->{fix} };
   }
   return @wrong;
}

# There must be none, but static variables, of which symbols tell.
sub named {
   my ($findings) = @_;
   return 'no finding' if !@$findings;
   return map { stub_of($_) . ': a name is told: ' . join ' ', grep { defined } (names($_))[0, 1] }
          grep { my @n = names($_); defined $n[0] || (defined $n[1] && $n[1] ne 'saved') } @$findings;
}
