"""Prints the late work of a campaign, with its root causes, as it appears and as it is resolved.

LEADTIME_TOKEN is a token for scripts (`leadtime token create`), LEADTIME_URL the server's /graphql.
"""

import argparse
import asyncio
import os
import signal
import sys

from gql import Client, gql
from gql.transport.exceptions import TransportConnectionFailed, TransportQueryError
from gql.transport.websockets import WebsocketsTransport
from websockets.exceptions import ConnectionClosed

CAMPAIGN = gql("query ($key: String!) { campaign(key: $key) { id name } }")

FINDINGS = gql("""
subscription ($campaignId: ID!, $asOf: Date) {
  findingsChanged(campaignId: $campaignId, asOf: $asOf) {
    asOf
    appeared { ...Late }
    resolved { ...Late }
  }
}
fragment Late on Finding {
  code subjectId lateOrigin message
  rootCause { workPackage { wbs title } path { department { name } days } }
}
""")

# WebSocket close code of a token that is not valid, or that stands for other permissions than before.
FORBIDDEN = 4403


def late(findings):
    """The findings that are about late work, by what stays the same of them from day to day."""
    return {(finding["code"], finding["subjectId"]): finding for finding in findings if finding["lateOrigin"]}


def describe(finding):
    """A finding as a line: what is late, where it began, and who added how much on the way."""
    line = f"{finding['message']} [{finding['lateOrigin'].lower()}]"
    if cause := finding["rootCause"]:
        names = [(step["department"] or {"name": "no department"})["name"] for step in cause["path"]]
        days = [step["days"] for step in cause["path"]]
        steps = ", ".join(f"{name} {count} d" for name, count in zip(names, days) if count)
        line += f" <- {cause['workPackage']['wbs']} {cause['workPackage']['title']} ({steps})"
    return line


class Watch:
    """What is late of a campaign, over any number of connections."""

    def __init__(self, url, token, key, as_of):
        self.url, self.token, self.key, self.as_of = url, token, key, as_of
        self.known = {}
        self.wait = 1

    async def follow(self):
        """Follows the campaign until the connection ends."""
        transport = WebsocketsTransport(
            url=self.url.replace("http", "ws", 1),
            init_payload={"authorization": f"Bearer {self.token}"},
            # gql overlooks the protocol that the server chooses where the header's name is in lower case.
            subprotocols=[WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL],
        )
        async with Client(transport=transport) as session:
            answer = await session.execute(CAMPAIGN, variable_values={"key": self.key})
            if not answer["campaign"]:
                sys.exit(f"there is no campaign {self.key}")
            variables = {"campaignId": answer["campaign"]["id"], "asOf": self.as_of}
            is_first = True
            async for event in session.subscribe(FINDINGS, variable_values=variables):
                self.take(event["findingsChanged"], is_first)
                is_first = False

    def take(self, event, is_first):
        """Prints what is new in an event; the first of a connection has all findings that there are."""
        self.wait = 1
        appeared = late(event["appeared"])
        resolved = self.known.keys() - appeared.keys() if is_first else late(event["resolved"]).keys()
        for key in sorted(resolved & self.known.keys(), key=str):
            print(f"{event['asOf']} resolved {describe(self.known.pop(key))}", flush=True)
        for key, finding in appeared.items():
            if key not in self.known:
                print(f"{event['asOf']} late     {describe(finding)}", flush=True)
            self.known[key] = finding

    async def run(self):
        """Follows the campaign, and connects again when a connection ends."""
        before = None
        while True:
            code = None
            try:
                await self.follow()
            except (TransportConnectionFailed, ConnectionClosed, OSError) as error:
                closed = error if isinstance(error, ConnectionClosed) else error.__cause__
                code = getattr(getattr(closed, "rcvd", None), "code", None)
                if code == before == FORBIDDEN:
                    sys.exit("the token is not valid")
                print(f"no connection ({code or error}); again in {self.wait} s", file=sys.stderr, flush=True)
            before = code
            await asyncio.sleep(self.wait)
            self.wait = min(2 * self.wait, 30)


async def main():
    """Follows until it is interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("key", nargs="?", default="D11", help="key of the campaign")
    parser.add_argument("--as-of", help="the day to look at, such as 2026-10-20; today if left out")
    arguments = parser.parse_args()
    url = os.environ.get("LEADTIME_URL", "http://127.0.0.1:8000/graphql")
    watch = Watch(url, os.environ["LEADTIME_TOKEN"], arguments.key, arguments.as_of)
    task = asyncio.ensure_future(watch.run())
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        pass
    except TransportQueryError as error:
        sys.exit(error.errors[0]["message"])


if __name__ == "__main__":
    asyncio.run(main())
