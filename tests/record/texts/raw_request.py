"""A mitmproxy add-on: exports each flow as `raw_request`, as its console does."""

import os

from mitmproxy import http
from mitmproxy.addons import export


class KeepRawRequest:
    def response(self, flow: http.HTTPFlow) -> None:
        with open(os.environ["RAW_REQUEST"], "wb") as out:
            out.write(export.raw_request(flow))


addons = [KeepRawRequest()]
