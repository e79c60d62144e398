# Net::OAuth: URL as text, the form as extra_params, arrays for repeated names.
use strict;
use warnings;
use JSON::PP;
use Net::OAuth;

$Net::OAuth::PROTOCOL_VERSION = Net::OAuth::PROTOCOL_VERSION_1_0A();
$| = 1;
my $json = JSON::PP->new->utf8->canonical;

sub sign {
    my ($request) = @_;
    my %given = map { $_->[0] => $_->[1] } @{ $request->{oauth} };
    my %form;
    for my $pair (@{ $request->{form} }) {
        my ($name, $value) = @$pair;
        if (!exists $form{$name}) { $form{$name} = $value }
        elsif (ref $form{$name}) { push @{ $form{$name} }, $value }
        else { $form{$name} = [$form{$name}, $value] }
    }
    my $kind = exists $given{oauth_verifier} ? 'access token'
        : exists $given{oauth_callback} ? 'request token'
        : defined $request->{token} ? 'protected resource' : 'consumer';
    my %settings = (
        consumer_key => $request->{consumer_key},
        consumer_secret => $request->{consumer_secret} // '',
        request_url => $request->{url},
        request_method => $request->{method},
        signature_method => $request->{signature_method},
        timestamp => $given{oauth_timestamp} // 0,
        nonce => $given{oauth_nonce} // 'n',
        extra_params => \%form,
    );
    if (defined $request->{token}) {
        $settings{token} = $request->{token};
        $settings{token_secret} = $request->{token_secret} // '';
    }
    $settings{callback} = $given{oauth_callback} if exists $given{oauth_callback};
    $settings{verifier} = $given{oauth_verifier} if exists $given{oauth_verifier};
    if (defined $request->{private_key}) {
        require Crypt::OpenSSL::RSA;
        my $key = Crypt::OpenSSL::RSA->new_private_key($request->{private_key});
        $key->use_sha256_hash if $request->{signature_method} eq 'RSA-SHA256';
        $settings{signature_key} = $key;
    }
    my $made = Net::OAuth->request($kind)->new(%settings);
    $made->sign;
    return { base_string => $made->signature_base_string, authorization => $made->to_authorization_header };
}

while (my $line = <STDIN>) {
    my $answer = eval { sign($json->decode($line)) };
    $answer = { error => "$@" } unless $answer;
    print $json->encode($answer), "\n";
}
