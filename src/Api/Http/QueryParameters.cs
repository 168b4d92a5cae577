using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace KDiffE.Api.Http;

/// <summary>
/// The rules that query parameters obey on every route: none is ignored, none is guessed. ASP.NET binds them and checks
/// their ranges; it ignores what it does not know, and says neither the range nor the value when it refuses one.
/// </summary>
internal static class QueryParameters
{
    /// <summary>Refuses parameters that the handler does not take.</summary>
    public static EndpointFilterDelegate RefuseUnknown(EndpointFilterFactoryContext context, EndpointFilterDelegate next)
    {
        var known = Of(context.MethodInfo).Select(parameter => parameter.Name!).ToList();
        return invocation => invocation.HttpContext.Request.Query.Keys.Except(known, StringComparer.OrdinalIgnoreCase).FirstOrDefault() is { } unknown
            ? ValueTask.FromResult<object?>(Problems.UnknownParameter(unknown, known))
            : next(invocation);
    }

    /// <summary>Refuses a text that is given more than once, whose values ASP.NET would join.</summary>
    public static EndpointFilterDelegate RefuseRepeated(EndpointFilterFactoryContext context, EndpointFilterDelegate next)
    {
        var texts = Of(context.MethodInfo).Where(parameter => parameter.ParameterType == typeof(string)).Select(parameter => parameter.Name!).ToList();
        return invocation => texts.Find(name => invocation.HttpContext.Request.Query[name].Count > 1) is { } repeated
            ? ValueTask.FromResult<object?>(Problems.InvalidParameter(repeated, "is given more than once"))
            : next(invocation);
    }

    /// <summary>What is wrong with the value of a parameter that was refused.</summary>
    /// <param name="query">The parameters that were given.</param>
    /// <param name="endpoint">The route whose handler takes them.</param>
    /// <param name="isRefused">Tells by its name which one was refused.</param>
    /// <returns>The problem; null when it is none of these parameters.</returns>
    public static ProblemHttpResult? Refused(IQueryCollection query, Endpoint? endpoint, Predicate<string> isRefused)
    {
        if (endpoint?.Metadata.GetMetadata<MethodInfo>() is not { } handler
            || Of(handler).FirstOrDefault(parameter => isRefused(parameter.Name!)) is not { } refused)
        {
            return null;
        }

        var values = query[refused.Name!];
        return Problems.InvalidParameter(refused.Name!, values.Count > 1 ? "is given more than once" : $"must be {Rule(refused)}, not '{values}'");
    }

    private static IEnumerable<ParameterInfo> Of(MethodInfo handler) =>
        handler.GetParameters().Where(parameter => parameter.IsDefined(typeof(FromQueryAttribute)));

    // Every parameter so far is a whole number with a range, or a choice.
    private static string Rule(ParameterInfo parameter) =>
        parameter.GetCustomAttribute<RangeAttribute>() is { } range ? $"a whole number from {range.Minimum} to {range.Maximum}" : "true or false";
}
