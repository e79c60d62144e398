import importlib.util
import sys

spec = importlib.util.spec_from_file_location("oauth1", sys.argv[1])
oauth1 = importlib.util.module_from_spec(spec)
spec.loader.exec_module(oauth1)

for line in sys.stdin:
    fields = [bytes.fromhex(field[1:]).decode() for field in line.rstrip("\n").split("\t")]
    pairs = list(zip(fields[7::2], fields[8::2]))
    form = int(fields[6])
    try:
        header = oauth1.oauth_header(fields[0], fields[1], pairs[:form], *fields[2:6], **dict(pairs[form:]))
        print("x" + header.encode().hex(), flush=True)
    except Exception as error:
        print(f"!{error}", flush=True)
