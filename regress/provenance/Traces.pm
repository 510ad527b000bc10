# SPDX-License-Identifier: GPL-2.0-or-later
# Reads the findings of a folder of traces (docs/trace-format.md).
package Traces;
use strict;
use warnings;
use JSON::PP ();

sub findings {
   my ($dir) = @_;
   my @found;
   for my $file (glob "$dir/*.jsonl") {
      open my $in, '<:raw', $file or die "$file: $!\n";
      while (my $line = <$in>) {
         my $record = eval { JSON::PP::decode_json($line) } // next;
         push @found, $record if $record->{r} eq 'finding';
      }
   }
   return @found;
}

# As `file:line', the places that a stack names.
sub lines {
   my (@frames) = @_;
   return map { "$_->{file}:$_->{line}" =~ s{^.*/}{}r } grep { defined $_->{file} && defined $_->{line} } @frames;
}

# A finding for a person who looks for what is wrong with it.
sub text {
   my ($f) = @_;
   my $text = "   $f->{kind} ($f->{certainty}): $f->{what}\n   key $f->{key}\n" . stack($f->{stack});
   $text .= "   [$_->{role}] $_->{text}\n" . stack($_->{stack}) for grep { defined $_->{text} } @{ $f->{parts} };
   return $text;
}

sub stack {
   my ($frames) = @_;
   return join '', map { "      $_->{text}\n" } grep { defined $_->{text} } @{ $frames // [] };
}

1;
