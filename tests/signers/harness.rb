require File.expand_path(ARGV.shift)
$stdout.sync = true

$stdin.each_line(chomp: true) do |line|
  fields = line.split("\t").map { |field| [field[1..]].pack('H*').force_encoding('UTF-8') }
  method, url, key, secret, token, token_secret, count, *rest = fields
  pairs = rest.each_slice(2).to_a
  form = pairs.shift(count.to_i)
  keys = { consumer_key: key, consumer_secret: secret, token: token, token_secret: token_secret }
  begin
    puts "x#{oauth_header(method, url, form, keys, pairs.to_h).unpack1('H*')}"
  rescue StandardError => error
    puts "!#{error.message}"
  end
end
