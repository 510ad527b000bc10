# SPDX-License-Identifier: GPL-2.0-or-later
# The marks `BUG NAME ROLE [KIND... [definite]]' in the sources (values.h), and findings held against them. Of some cases
# another mark tells that they are for some versions of OCaml only, for others than these, or end the process (or hang) with
# some: `BUG NAME only|except|ends VERSION...: REASON', where a version is 4.x, 5.3, 5.x-static or 5.x-bytecode.
package Marks;
use strict;
use warnings;
use Traces;

# Where functions begin, by name.
my %head;

# By name of the case: {place}; {origin}, {gc} and {use}, each a set of file:line; {kind}, a set; {certainty};
# {lines}, the lines of the functions in which it has marks; and {only}, {except} and {ends}, each {versions, reason}.
sub read {
   my (@files) = @_;
   my (%marks, %versions);
   for my $file (@files) {
      open my $in, '<', $file or die "$file: $!\n";
      my ($start, %here) = (0);
      while (my $line = <$in>) {
         if ($line =~ /^\w[^(]*?(\w+) \(/) {
            $start = $.;
            $head{$1} = "$file:$.";
         }
         while ($line =~ m{/\* BUG (\w+) (origin|gc|use)((?: \w+)*) \*/}g) {
            note($marks{$1} //= { place => sprintf('%s:%04d', $file, $.), certainty => 'latent' }, $file, $2, $3);
            $here{$1} = 1;
         }
         while ($line =~ m{/\* BUG (\w+) (only|except|ends)((?: \d\.\w+(?:-static|-bytecode)?)+): (.*?) \*/}g) {
            $versions{$1}{$2} = { versions => [split ' ', $3], reason => "$2$3: $4" };
         }
         next unless $line =~ /^\}/;
         for my $name (keys %here) { $marks{$name}{lines}{"$file:$_"} = 1 for $start .. $.; }
         %here = ();
      }
   }
   for my $name (keys %versions) {
      my $mark = $marks{$name} or die "@files: $name is marked only|except|ends, but has no other marks\n";
      $mark->{$_} = $versions{$name}{$_} for keys %{ $versions{$name} };
   }
   return %marks;
}

sub note {
   my ($mark, $file, $role, $words) = @_;
   $mark->{$role}{"$file:$."} = 1;
   for (split ' ', $words) {
      if ($_ eq 'definite') { $mark->{certainty} = $_; }
      else { $mark->{kind}{$_} = 1; }
   }
}

# Why the case `mark' is not for OCaml `version', or undef.
sub not_for {
   my ($mark, $version) = @_;
   return $mark->{only}{reason} if $mark->{only} && !of_version($mark->{only}, $version);
   return $mark->{except}{reason} if $mark->{except} && of_version($mark->{except}, $version);
   return undef;
}

# Does it end the process?
sub ends {
   my ($mark, $version) = @_;
   return $mark->{ends} && of_version($mark->{ends}, $version);
}

sub of_version {
   my ($told, $version) = @_;
   return grep { my $pattern = quotemeta =~ s/x(?=$|\\)/\\d+/r; $version =~ /^$pattern\b/ } @{ $told->{versions} };
}

# The case in whose functions the finding is, or undef.
sub case_of {
   my ($marks, $f) = @_;
   for my $place (Traces::lines(@{ $f->{stack} }), map { Traces::lines(@{ $_->{stack} // [] }) } @{ $f->{parts} }) {
      for my $name (sort keys %$marks) {
         return $name if $marks->{$name}{lines}{$place};
      }
   }
   return;
}

# What the finding says otherwise than the marks, in words.
sub differences {
   my ($mark, $f) = @_;
   my @wrong;
   push @wrong, "kind $f->{kind}, not " . join(' or ', sort keys %{ $mark->{kind} }) unless $mark->{kind}{ $f->{kind} };
   push @wrong, "$f->{certainty}, not $mark->{certainty}" if $f->{certainty} ne $mark->{certainty};
   push @wrong, names($mark->{use}, 'use', Traces::lines(@{ $f->{stack} }));
   push @wrong, names($mark->{origin}, 'origin', part_lines($f, 'origin'));
   push @wrong, names($mark->{gc}, 'GC point', part_lines($f, 'cause'));
   return @wrong;
}

# An argument is taken where its stub begins; which line that is depends on the compiler.
sub part_lines {
   my ($f, $role) = @_;
   return map { Traces::lines(@{ $_->{stack} // [] }), $_->{text} =~ /argument \d+ of (\w+)/ ? $head{$1} // () : () }
          grep { $_->{role} eq $role } @{ $f->{parts} };
}

sub names {
   my ($wanted, $role, @lines) = @_;
   return if !$wanted || grep { $wanted->{$_} } @lines;
   return sprintf '%s: %s, not %s', $role, join(' ', @lines) || 'no line', join ' or ', sort keys %$wanted;
}

1;
