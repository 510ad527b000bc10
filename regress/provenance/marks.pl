#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
# The judge of values.pl is judged: for each case, the finding that its marks describe is accepted, and none that
# differs from it in kind, certainty, use, origin, GC point or function.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Marks;

chdir $FindBin::RealBin;
my %marks = Marks::read(glob '*.c');
my ($tried, @wrong) = (0);
for my $name (sort keys %marks) {
   judge($name, 'as it must be', 1, sub { });
   judge($name, 'of another kind', 0, sub { $_[0]{kind} = 'DoubleFree' });
   judge($name, 'of another certainty', 0, sub { $_[0]{certainty} = 'likely' });
   judge($name, 'with another use', 0, sub { $_[0]{stack}[0]{line} = 1 });
   judge($name, 'without parts', !$marks{$name}{origin} && !$marks{$name}{gc}, sub { $_[0]{parts} = [] });
   # One line may be both.
   my %both = map { $_ => 1 } grep { ($marks{$name}{gc} // {})->{$_} } keys %{ $marks{$name}{origin} // {} };
   judge($name, 'with parts exchanged', %both || !$marks{$name}{gc} && !$marks{$name}{origin}, \&exchange);
}
print "$tried findings judged, ", scalar @wrong, " wrongly\n", @wrong;
exit(@wrong || !$tried ? 1 : 0);

sub judge {
   my ($name, $what, $good, $change) = @_;
   my $f = finding($marks{$name});
   $change->($f);
   my @differences = Marks::differences($marks{$name}, $f);
   $tried++;
   push @wrong, "$name, $what: " . ($good ? "refused: @differences\n" : "accepted\n") if !@differences != !!$good;
   my $case = Marks::case_of(\%marks, finding($marks{$name})) // 'no case';
   push @wrong, "$name: taken for $case\n" if $case ne $name;
}

# The finding that the marks of a case ask for.
sub finding {
   my ($mark) = @_;
   return { kind => (sort keys %{ $mark->{kind} })[0], certainty => $mark->{certainty}, stack => [frame($mark->{use})],
            parts => [map { { role => $_->[0], text => '', stack => [frame($_->[1])] } }
                      grep { $_->[1] } [origin => $mark->{origin}], [cause => $mark->{gc}]] };
}

sub frame {
   my ($lines) = @_;
   my ($file, $line) = split /:/, (sort keys %$lines)[0];
   return { file => $file, line => $line };
}

sub exchange {
   my ($f) = @_;
   $_->{role} = { origin => 'cause', cause => 'origin' }->{ $_->{role} } for @{ $f->{parts} };
}
