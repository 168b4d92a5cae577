using System.Reflection;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace KDiffE.Api.Http;

internal static partial class Problems
{
    /// <summary>One problem of every type, for the description: each public method of this class is called with placeholders.</summary>
    public static IReadOnlyList<ProblemDetails> Known =>
    [
        .. typeof(Problems).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(method => method.ReturnType == typeof(ProblemHttpResult))
            .Select(method => ((ProblemHttpResult)method.Invoke(null, [.. method.GetParameters().Select(Placeholder)])!).ProblemDetails)
            .Concat(Absences.Keys.Select(kind => NotStored(kind, "…").ProblemDetails))
            .Concat(General.Select(general => new ProblemDetails { Type = TypePrefix + general.Type, Status = general.Status, Title = general.Title }))
            .DistinctBy(problem => problem.Type)
            .OrderBy(problem => problem.Type, StringComparer.Ordinal),
    ];

    private static object? Placeholder(ParameterInfo parameter) => parameter.ParameterType switch
    {
        _ when parameter.HasDefaultValue => parameter.DefaultValue,
        var type when type == typeof(string) => "…",
        var type when type == typeof(HttpContext) => new DefaultHttpContext(),
        { IsValueType: true } type => Activator.CreateInstance(type),
        { IsGenericType: true } type => Array.CreateInstance(type.GetGenericArguments()[0], 0),
        _ => null,
    };
}
