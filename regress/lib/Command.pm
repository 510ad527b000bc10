# SPDX-License-Identifier: GPL-2.0-or-later
# Runs a shell command with a time limit, its output in files. The command and all
# that it starts form a process group, which does not outlive it.
package Command;
use strict;
use warnings;
use POSIX ();
use Time::HiRes qw(time sleep);

my $group; # of the command that runs now

# For a signal handler: ends the command and this process.
sub stop {
   kill KILL => -$group if $group;
   POSIX::_exit(143);
}

# dir, stdout, stderr (files; stderr may be undef: same as stdout), timeout (in
# seconds). Returns the wait status, or undef when time was up.
sub run {
   my ($command, %o) = @_;
   my $pid = fork // die "fork: $!\n";
   if (!$pid) {
      setpgrp;
      $SIG{TERM} = 'DEFAULT';
      chdir $o{dir} or POSIX::_exit(126);
      open STDIN, '<', '/dev/null' or POSIX::_exit(126);
      open STDOUT, '>', $o{stdout} or POSIX::_exit(126);
      open STDERR, '>&', \*STDOUT or POSIX::_exit(126);
      if (defined $o{stderr}) { open STDERR, '>', $o{stderr} or POSIX::_exit(126); }
      exec '/bin/sh', '-c', "ulimit -c 0; exec $command" or POSIX::_exit(127);
   }
   setpgrp $pid, $pid;
   $group = $pid;
   my $status = wait_for($pid, $o{timeout});
   kill KILL => -$pid;
   waitpid $pid, 0 unless defined $status;
   undef $group;
   return $status;
}

sub wait_for {
   my ($pid, $timeout) = @_;
   my $status;
   my $in_time = eval {
      local $SIG{ALRM} = sub { die "time\n" };
      alarm $timeout;
      waitpid $pid, 0;
      $status = $?;
      alarm 0;
      1;
   };
   alarm 0;
   die $@ if !$in_time && $@ ne "time\n";
   return $status;
}

# How a wait status reads.
sub describe {
   my ($status) = @_;
   my $signal = $status & 127;
   return $signal ? 'signal ' . signal_name($signal) : 'exit status ' . ($status >> 8);
}

sub signal_name {
   my ($number) = @_;
   require Config;
   return (split ' ', $Config::Config{sig_name})[$number] // $number;
}

1;
