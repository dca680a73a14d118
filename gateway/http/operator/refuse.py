"""Refusals that are the operator's alone: peers are told of the same with other statuses."""

from aiohttp import web

from gateway.http.respond import json_response


def absent(why: str) -> web.Response:
    return json_response({"error": why}, 404)


def conflict(why: str) -> web.Response:
    return json_response({"error": why}, 409)
