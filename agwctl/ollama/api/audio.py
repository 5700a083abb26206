"""OpenAI's /v1/audio/transcriptions: a form with a sound, for a chat model that hears."""

from __future__ import annotations

from agwctl.http.message import Request, Response
from agwctl.ollama.answer import Conversation, Turn, gather
from agwctl.ollama.api.inference import begin
from agwctl.ollama.api.openai import behind, layer, whole
from agwctl.ollama.engine import Engine
from agwctl.ollama.prompt import Prompt
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.wire import reply

__all__ = ["transcriptions"]


def transcriptions(engine: Engine, request: Request) -> Response:
    try:
        form = _form(request)
        model = form.get("model", b"").decode("utf-8", "replace")
        if not model:
            raise Refusal(400, "model is required")
        if "file" not in form:
            raise Refusal(400, "file is required: http: no such file")
        if not form["file"]:
            raise Refusal(400, "audio file is empty")
    except Refusal as refusal:
        return layer(refusal)
    turns = (Turn("system", "Transcribe the audio."), Turn("user", "What is said in this audio?", images=1))
    try:
        _, pieces = begin(engine, Prompt(model, Conversation(turns), options={"temperature": 0}), request)
        text = gather(pieces).text.strip()
    except Refusal as refusal:
        return behind(engine, refusal, streaming=True)
    if form.get("response_format") == b"text":
        return reply(200, b"text/plain", text)
    return whole({"text": text})


def _form(request: Request) -> dict[str, bytes]:
    """The fields of a multipart form. Raises: Refusal 400."""
    from email.message import Message
    from email.parser import BytesParser
    from email.policy import HTTP

    kind = request.headers.get(b"content-type") or b""
    header = Message()
    header["Content-Type"] = kind.decode("latin-1")
    failed = "failed to parse multipart form: "
    if header.get_content_type() != "multipart/form-data" or not kind:
        raise Refusal(400, f"{failed}request Content-Type isn't multipart/form-data")
    if not header.get_param("boundary"):
        raise Refusal(400, f"{failed}no multipart boundary param in Content-Type")
    whole_form = b"Content-Type: " + kind + b"\r\n\r\n" + b"".join(request.body)
    message = BytesParser(policy=HTTP).parsebytes(whole_form)
    if not message.is_multipart():
        raise Refusal(400, f"{failed}multipart: NextPart: EOF")
    fields: dict[str, bytes] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            fields.setdefault(name, content)
    return fields
