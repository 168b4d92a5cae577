using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace KDiffE.Api.Http;

/// <summary>The rules that query parameters obey on every route: none is ignored, none is guessed.</summary>
internal static class QueryParameters
{
    /// <summary>How many items a response holds when <c>n</c> is not given.</summary>
    public const int DefaultN = 20;

    /// <summary>How many items a response holds at most.</summary>
    public const int MaxN = 100;

    /// <summary>Refuses parameters that the handler does not take, repeated ones and values out of range.</summary>
    public static EndpointFilterDelegate Check(EndpointFilterFactoryContext context, EndpointFilterDelegate next)
    {
        var known = context.MethodInfo.GetParameters()
            .Where(p => p.IsDefined(typeof(FromQueryAttribute)))
            .Select(p => p.Name!)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return invocation => FindProblem(invocation.HttpContext.Request.Query, known) is { } problem
            ? ValueTask.FromResult<object?>(problem)
            : next(invocation);
    }

    private static ProblemHttpResult? FindProblem(IQueryCollection query, HashSet<string> known)
    {
        foreach (var (name, values) in query)
        {
            if (!known.Contains(name))
                return Problems.UnknownParameter(name, known);
            if (values.Count > 1)
                return Problems.InvalidParameter(name, "is given more than once");
            // Every parameter so far is n.
            if (!int.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out var n) || n is < 1 or > MaxN)
                return Problems.InvalidParameter(name, $"must be a whole number from 1 to {MaxN}, not '{values[0]}'");
        }

        return null;
    }
}
