#!/usr/bin/env perl
# A linear regression in Perl that finds its learning rate: a client of the protocol
# (docs/protocol.md) without any library of ours.
#
#   lrfinder drive -- perl train.pl
#   perl train.pl
use strict;
use warnings;
use IO::Socket::UNIX;
use JSON::PP;

my $json = JSON::PP->new;
my $seed = $ENV{LRFINDER_SEED} // 0;
srand($seed);
my @examples = map { my $x = rand(2) - 1; [$x, 3 * $x - 1 + 0.1 * (rand(2) - 1)] } 1 .. 640;
my ($weight, $bias);

# Trains one mini-batch; returns its loss before the update.
sub step {
    my ($rate) = @_;
    my ($loss, $dweight, $dbias) = (0, 0, 0);
    for (1 .. 32) {
        my ($x, $y) = @{ $examples[rand @examples] };
        my $error = $weight * $x + $bias - $y;
        $loss    += $error**2 / 32;
        $dweight += 2 * $error * $x / 32;
        $dbias   += 2 * $error / 32;
    }
    $weight -= $rate * $dweight;
    $bias   -= $rate * $dbias;
    return $loss;
}

my $rate = 0.1;
if (my $path = $ENV{LRFINDER_SOCKET}) {
    my $finder = IO::Socket::UNIX->new(Peer => $path) or die "cannot reach the finder: $!\n";
    $finder->autoflush(1);
    my $tell = sub { print {$finder} $json->encode($_[0]), "\n" };
    $tell->({ type => 'hello', protocol => 1, client => 'perl' });
    while (my $line = <$finder>) {
        my $message = $json->decode($line);
        my $type    = $message->{type};
        if ($type eq 'start') {
            srand($message->{seed});
            ($weight, $bias) = (0, 0);
        } elsif ($type eq 'rate') {
            my $loss = step($message->{learning_rate});
            # A number that is none is a text: "nan", "inf" or "-inf".
            $loss = lc "$loss" if $loss != $loss || abs($loss) == 9**9**9;
            $tell->({ type => 'loss', step => $message->{step}, loss => $loss });
        } elsif ($type eq 'stop') {
            exit if $message->{then} eq 'exit';
            next if $message->{then} eq 'run';
            $rate = $message->{learning_rate} // $rate;
            last;
        } elsif ($type eq 'error') {
            die "the finder says: $message->{message}\n";
        }
    }
}

srand($seed);
($weight, $bias) = (0, 0);
my $loss;
$loss = step($rate) for 1 .. 300;
printf "rate %.2g, loss %.4f: y = %.2f x %+.2f\n", $rate, $loss, $weight, $bias;
