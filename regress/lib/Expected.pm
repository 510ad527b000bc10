# SPDX-License-Identifier: GPL-2.0-or-later
# What a test printed, filtered, against what its expected files say.
package Expected;
use strict;
use warnings;
use File::Basename qw(basename);
use Command;

# The output `stream' of the test, filtered. stderr is filtered by regress/filter
# unless the test names a filter; stdout is the program's own and stays as it is.
sub filtered {
   my ($case, $site, $stream) = @_;
   my $key = $case->{key};
   my $filter = $key->{"${stream}_filter"} // ($stream eq 'stderr' ? 'filter' : undef);
   return Case::slurp("$case->{scratch}/$stream") unless defined $filter;
   my ($path) = grep { -x } "$case->{dir}/$filter", "$site->{regress}/$filter";
   my $command = join ' ', defined $path ? Case::quote($path) : $filter, $key->{"${stream}_filter_args"} // ();
   my $status = $case->shell("$command <$stream", "$stream.out", "$stream.filter-log");
   return Case::slurp("$case->{scratch}/$stream.out") if defined $status && $status == 0;
   die "$command, the filter of $stream, failed\n" . Case::slurp("$case->{scratch}/$stream.filter-log");
}

# Where the expected output of `stream' stands; any one of several may match.
sub base { my ($case, $stream) = @_; return $case->{file} =~ s/vgtest$/$stream.exp/r; }
sub files { return grep { -f } glob(quotemeta_glob(base(@_)) . '*'); }
sub quotemeta_glob { return $_[0] =~ s/([\\*?\[\]{}~ ])/\\$1/gr; }

# '' when `text' is as expected, otherwise the difference to say so.
sub difference {
   my ($case, $stream, $text) = @_;
   my @files = files($case, $stream);
   return '' if grep { common(Case::slurp($_)) eq common($text) } @files;
   if (!@files) {
      return '' if $stream eq 'stdout' && $text eq '';
      return "no " . basename(base($case, $stream)) . " (regress/run --accept $case->{name} makes it); $stream was:\n$text"
         if $stream ne 'stdout';
   }
   spill("$case->{scratch}/$stream.out", $text);
   return diff($files[0] // '/dev/null', "$case->{scratch}/$stream.out");
}

# What a report has in common with that of native code of 4.13: all but how many stubs were entered ([@unboxed] has stubs of
# its own, and the start of a DLL counts), and the note that Debian's ocamlrun is stripped. With --brief, and with
# -output-complete-exe, which leaves no debug events: the headlines, the identities, which owner is the cause,
# and the last line.
sub common {
   my ($text) = @_;
   my $way = $ENV{STUBCHECK_TEST_BYTECODE} // '';
   $text =~ s/stubs entered: \d+/stubs entered: .../ if $way ne '';
   return join '', sort map { s/^( Owner \w+):.*(<- the cause).*/$1 $2/r }
                       grep { /\[SC\d+\]$|^ Identity: |<- the cause|^stubcheck: / } split /^/, $text
      if ($way eq 'complete' || $ENV{STUBCHECK_TEST_BRIEF}) && $text =~ /^stubcheck: .* process/m;
   return $text if $way eq '';
   return $text =~ s{^Note: \S+/ocamlrun is stripped: .*\n\n?}{}mr;
}

sub diff {
   my ($expected, $real) = @_;
   open my $in, '-|', 'diff', '-u', $expected, $real or die "diff: $!\n";
   local $/;
   return scalar(<$in>) // '';
}

# Writes `text' as what is expected. The first flag set writes NAME.STREAM.exp and
# removes what older runs accepted; others add a variant where they differ, and so
# does another version of OCaml, whose variants are its own.
sub write_accepted {
   my ($case, $site, $stream, $text) = @_;
   my $base = base($case, $stream);
   my $version = $site->version_in_name;
   if ($case->{first}) { unlink grep { /\.exp\Q$version\E(-O\w|-clang.*|-gcc.*)?$/ } files($case, $stream); }
   return '' if $stream eq 'stdout' && $text eq '' && !files($case, $stream);
   return '' if grep { common(Case::slurp($_)) eq common($text) } files($case, $stream);
   my $flags = $case->flags_in_name;
   my ($file) = grep { !-f } $base, "$base$version";
   $file //= "$base$version$flags";
   spill($file, $text);
   return "wrote $file\n";
}

# `post' runs after the program; what it prints must be in NAME.post.exp.
sub post {
   my ($case, $site, $refused) = @_;
   my $command = $case->{key}{post};
   my $status = $case->shell('sh -c ' . Case::quote($command), 'post', 'post.log');
   return "post failed: $command\n" . Case::slurp("$case->{scratch}/post.log") unless defined $status && $status == 0;
   my $text = Case::slurp("$case->{scratch}/post");
   return write_accepted($case, $site, 'post', $text) if $site->{accept} && !$refused;
   return difference($case, 'post', $text);
}

sub spill {
   my ($file, $text) = @_;
   open my $out, '>:raw', $file or die "$file: $!\n";
   print $out $text;
   close $out or die "$file: $!\n";
}

1;
