"""Run the tool that a request is for; what goes wrong becomes a result as well."""

from collections.abc import Mapping

from tools.contract import Failed, Failure, Request, Result, Tool, ToolError


def run_tool(tools: Mapping[type, Tool], request: Request, *, attempted: bool) -> Result:
    """Return a tool's result, or Failed.

    `attempted` says that a run of this very call was begun before and its end is not known: a tool that writes is not
    run again then, its call ends as UNKNOWN. What is no ToolError is a fault of ours and is raised.
    """
    tool = tools[type(request)]
    if tool.writes and attempted:
        return Failed(Failure.UNKNOWN)
    try:
        return tool.run(request)
    except ToolError as error:
        return Failed(error.failure)
