"""Stands in for the OpenAI package where it is not installed: sends what it is given, and gives the answer in that package's form."""

import json
import urllib.request
from types import SimpleNamespace


class Thing(dict):
    """What the package's objects are: members by name, None where nothing came."""

    __getattr__ = dict.get


class OpenAI:
    def __init__(self, *, base_url, api_key):
        self.url = base_url + "/chat/completions"
        self.headers = {"Authorization": "Bearer " + api_key, "Content-Type": "application/json"}
        self.chat = SimpleNamespace(completions=SimpleNamespace(create=self.create))

    def create(self, *, model, messages, extra_body=None, **more):
        body = {"model": model, "messages": messages, **more, **(extra_body or {})}
        request = urllib.request.Request(self.url, json.dumps(body).encode(), self.headers)
        with urllib.request.urlopen(request) as answer:
            text = answer.read().decode()
        if not more.get("stream"):
            return json.loads(text, object_hook=Thing)
        return [json.loads(line[6:], object_hook=Thing) for line in text.split("\n") if line.startswith("data: {")]
