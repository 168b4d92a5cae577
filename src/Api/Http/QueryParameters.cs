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
    /// <summary>Refuses parameters that the handler does not take, and those that it takes once and that are given more often.</summary>
    public static EndpointFilterDelegate RefuseUnknown(EndpointFilterFactoryContext context, EndpointFilterDelegate next)
    {
        var known = Of(context.MethodInfo).Select(NameOf).ToList();
        // ASP.NET joins the values of a text.
        var texts = Of(context.MethodInfo).Where(parameter => parameter.ParameterType == typeof(string)).Select(NameOf).ToList();
        return invocation =>
        {
            var query = invocation.HttpContext.Request.Query;
            if (query.Keys.Except(known, StringComparer.OrdinalIgnoreCase).FirstOrDefault() is { } unknown)
                return ValueTask.FromResult<object?>(Problems.UnknownParameter(unknown, known));
            return texts.Find(name => query[name].Count > 1) is { } repeated
                ? ValueTask.FromResult<object?>(Problems.InvalidParameter(repeated, "is given more than once"))
                : next(invocation);
        };
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

        var (name, values) = (NameOf(refused), query[refused.Name!]);
        return Problems.InvalidParameter(name, values.Count > 1 ? "is given more than once" : $"must be {Rule(refused)}, not '{values}'");
    }

    // Parameters that several routes take are those of a record's constructor.
    private static IEnumerable<ParameterInfo> Of(MethodInfo handler) =>
        handler.GetParameters()
            .SelectMany(parameter => parameter.IsDefined(typeof(AsParametersAttribute)) ? parameter.ParameterType.GetConstructors()[0].GetParameters() : [parameter])
            .Where(parameter => parameter.IsDefined(typeof(FromQueryAttribute)));

    private static string NameOf(ParameterInfo parameter) => parameter.GetCustomAttribute<FromQueryAttribute>()!.Name ?? parameter.Name!;

    // Every parameter that can be refused by its type is a number with a range, one of a few words, or a choice.
    private static string Rule(ParameterInfo parameter)
    {
        if (parameter.GetCustomAttribute<AllowedValuesAttribute>() is { } words)
            return $"one of {string.Join(", ", words.Values.OfType<string>())}";
        return parameter.GetCustomAttribute<RangeAttribute>() switch
        {
            null => "true or false",
            { OperandType: var type } range when type == typeof(double) => $"a number from {range.Minimum} to {range.Maximum}",
            var range => $"a whole number from {range.Minimum} to {range.Maximum}",
        };
    }
}
