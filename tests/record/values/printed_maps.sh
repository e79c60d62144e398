#!/usr/bin/env bash
# Has PHP, Ruby, Python, node and Go print one map of parameters; its signature is made by Python's
# hmac, apart from countersign. Run it in the folder of the case: tests/cases/printed-maps.
set -euo pipefail
export MAP; MAP=$(python3 - <<'PY'
import base64, hashlib, hmac, json
from urllib.parse import quote
pairs = {
    "oauth_consumer_key": "dpf43f3p2l4k3l03", "oauth_nonce": "chapoH",
    "oauth_signature_method": "HMAC-SHA1", "oauth_timestamp": "1371312020",
    "oauth_token": "nnch734d00sl2jdk", "oauth_version": "1.0",
    "status": "it's \"1 & 2\" \\ $x #{y} \u00e9", "empty": "",
}
enc = lambda text: quote(text, safe="~")
joined = "&".join(f"{enc(k)}={enc(v)}" for k, v in sorted(pairs.items()))
base = "&".join(["POST", enc("https://api.example.net/1/update"), enc(joined)])
key = b"kd94hf93k423kf44&pfkkdhi9sl3r4s00"
pairs["oauth_signature"] = base64.b64encode(hmac.new(key, base.encode(), hashlib.sha1).digest()).decode()
print(json.dumps(pairs))
PY
)
php -r 'print_r(json_decode(getenv("MAP"), true));' > print_r.txt
php -d xdebug.mode=off -r 'var_dump(json_decode(getenv("MAP"), true));' > var_dump.txt
php -r 'var_export(json_decode(getenv("MAP"), true));' > var_export.txt
ruby -rjson -e 'p JSON.parse(ENV["MAP"])' > inspect_ruby.txt
ruby -rjson -rpp -e 'pp JSON.parse(ENV["MAP"], symbolize_names: true)' > pp_ruby.txt
python3 -c 'import json, os; print(json.loads(os.environ["MAP"]))' > repr_python.txt
python3 -c 'import json, os, pprint; pprint.pprint(list(json.loads(os.environ["MAP"]).items()))' > pprint_python.txt
node -e 'console.log(JSON.parse(process.env.MAP))' > inspect_node.txt
node -e 'console.log(new URLSearchParams(JSON.parse(process.env.MAP)))' > params_node.txt
cat > /tmp/printed.go <<'GO'
package main

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
)

func main() {
	var pairs map[string]string
	if err := json.Unmarshal([]byte(os.Getenv("MAP")), &pairs); err != nil {
		panic(err)
	}
	values := url.Values{}
	for name, value := range pairs {
		values.Set(name, value)
	}
	fmt.Printf("%#v\n", pairs)
	fmt.Fprintf(os.Stderr, "%#v\n", values)
}
GO
go run /tmp/printed.go > map_go.txt 2> values_go.txt
