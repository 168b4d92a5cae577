using System.ComponentModel.DataAnnotations;
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
            .ToDictionary(p => p.Name!, StringComparer.OrdinalIgnoreCase);
        return invocation => FindProblem(invocation.HttpContext.Request.Query, known) is { } problem
            ? ValueTask.FromResult<object?>(problem)
            : next(invocation);
    }

    private static ProblemHttpResult? FindProblem(IQueryCollection query, Dictionary<string, ParameterInfo> known)
    {
        foreach (var (name, values) in query)
        {
            if (!known.TryGetValue(name, out var parameter))
                return Problems.UnknownParameter(name, known.Keys);
            if (values.Count > 1)
                return Problems.InvalidParameter(name, "is given more than once");
            if (WhyNot(parameter, values[0]) is { } rule)
                return Problems.InvalidParameter(name, $"must be {rule}, not '{values[0]}'");
        }

        return null;
    }

    private static string? WhyNot(ParameterInfo parameter, string? value)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        if (type == typeof(bool))
            return bool.TryParse(value, out _) ? null : "true or false";
        // Every other parameter so far is a whole number with a range.
        var range = parameter.GetCustomAttribute<RangeAttribute>()!;
        var (least, most) = (Convert.ToInt64(range.Minimum, CultureInfo.InvariantCulture), Convert.ToInt64(range.Maximum, CultureInfo.InvariantCulture));
        return long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? null
            : $"a whole number from {least} to {most}";
    }
}
