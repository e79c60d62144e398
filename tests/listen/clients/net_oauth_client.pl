# Perl's Net::OAuth and LWP::Authen::OAuth: right requests, and swapped secrets.
use strict;
use warnings;
use HTTP::Tiny;
use Net::OAuth;
use LWP::Authen::OAuth;

$Net::OAuth::PROTOCOL_VERSION = Net::OAuth::PROTOCOL_VERSION_1_0A;
my $base = shift;
my @secrets = (consumer_secret => "live secret & more", token_secret => "live/token=secret");

sub send_signed {
    my ($path, %secrets) = @_;
    my $request = Net::OAuth->request("protected resource")->new(
        consumer_key => "live-key", token => "live-token", %secrets,
        request_url => $base . $path, request_method => "GET", signature_method => "HMAC-SHA1",
        timestamp => time, nonce => join("", map { int rand 10 } 1 .. 16),
        extra_params => { q => "a b", page => 2 },
    );
    $request->sign;
    return HTTP::Tiny->new->get($request->to_url)->{status};
}
my $right = send_signed("/perl/get", @secrets);
die "Net::OAuth: $right" unless $right == 200;
my $wrong = send_signed("/wrong/key-swapped", consumer_secret => $secrets[3], token_secret => $secrets[1]);
die "Net::OAuth, swapped: $wrong" unless $wrong == 401;

my $agent = LWP::Authen::OAuth->new(
    oauth_consumer_key => "live-key", oauth_consumer_secret => $secrets[1],
    oauth_token => "live-token", oauth_token_secret => $secrets[3],
);
my $posted = $agent->post("$base/perl/form", { status => "hello world" });
die "LWP::Authen::OAuth: " . $posted->as_string unless $posted->is_success;
