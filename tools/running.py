"""Run the tool that a request is for; what goes wrong becomes a result as well."""

from collections.abc import Mapping

from tools.contract import Failed, Failure, Request, Result, Tool, ToolError


def run_tool(tools: Mapping[type, Tool], request: Request, *, attempted: bool) -> Result:
    """Return a tool's result, or Failed.

    `attempted` says that a run of this very call was begun before and its end is not known: a tool that writes is not
    run again then, whatever is found out. What is no ToolError is a fault of ours and is raised.
    """
    tool = tools[type(request)]
    if tool.writes and attempted:
        return _settled(tool, request)
    try:
        return tool.run(request)
    except ToolError as error:
        return Failed(error.failure, error.lack)


def _settled(tool: Tool, request: Request) -> Result:
    """Ask how an attempt ended. Whatever is no clear yes leaves it UNKNOWN: no answer does not mean "not placed"."""
    if tool.settle is None:
        return Failed(Failure.UNKNOWN)
    try:
        return tool.settle(request)
    except ToolError:
        return Failed(Failure.UNKNOWN)
