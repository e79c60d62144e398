use strict;
use warnings;
use Encode qw(decode_utf8);
require(shift @ARGV);
$| = 1;

while (my $line = <STDIN>) {
    chomp $line;
    my @fields = map { decode_utf8(pack 'H*', substr $_, 1) } split /\t/, $line;
    my ($method, $url, $key, $secret, $token, $token_secret, $count, @rest) = @fields;
    my @form;
    push @form, [splice @rest, 0, 2] for 1 .. $count;
    my %keys = (consumer_key => $key, consumer_secret => $secret, token => $token, token_secret => $token_secret);
    my $header = eval { OAuth1::header($method, $url, \@form, \%keys, @rest) };
    print defined $header ? 'x' . unpack('H*', $header) : "!$@", "\n";
}
