"""Ollama's runner: what it starts as `llama-server`, made from the xllamacpp package.

The wheels of xllamacpp run on every x86-64 and ARM processor, which those with a ready-made llama-server do not.
"""

from __future__ import annotations

import argparse
import os
import sys
import time

sys.path.insert(0, os.environ["XLLAMACPP"])

import xllamacpp  # type: ignore[import-not-found]


def main() -> None:
    flags = argparse.ArgumentParser()
    flags.add_argument("--model")
    flags.add_argument("--host")
    flags.add_argument("--port", type=int)
    flags.add_argument("--chat-template", default="")
    flags.add_argument("--keep", type=int, default=0)
    flags.add_argument("--context-shift", action="store_true")
    flags.add_argument("--no-jinja", action="store_true")
    flags.add_argument("--embedding", action="store_true")
    flags.add_argument("-c", type=int, default=2048)
    flags.add_argument("-np", type=int, default=1)
    flags.add_argument("-b", type=int, default=512)
    flags.add_argument("-ub", type=int, default=512)
    given, _ = flags.parse_known_args()  # the others are about logs, GPUs and how the file is read
    parent = os.getppid()
    server = xllamacpp.Server(parameters(given))
    while os.getppid() == parent:  # Ollama kills its runner, unless it is itself killed
        time.sleep(0.5)
    del server


def parameters(given: argparse.Namespace) -> object:
    params = xllamacpp.CommonParams()
    params.model.path = given.model
    params.hostnames, params.port = [given.host], given.port
    params.n_ctx, params.n_parallel = given.c, given.np
    params.n_batch, params.n_ubatch, params.n_keep = given.b, given.ub, given.keep
    params.ctx_shift = given.context_shift
    params.use_jinja, params.chat_template = not given.no_jinja, given.chat_template
    params.embedding = given.embedding
    params.ui = False
    return params


if __name__ == "__main__":
    main()
