using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace KDiffE.Api.Contract;

/// <summary>
/// Adds the problems that no route has to name: an unknown query parameter, a body that is no JSON, a key that is missing or may
/// not, a fault of the service, too little time. Routes that ask for no key say so.
/// </summary>
internal sealed class CommonProblems : IOperationFilter
{
    private const string ProblemJson = "application/problem+json";

    /// <inheritdoc/>
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        var open = metadata.OfType<IAllowAnonymous>().Any();
        if (open)
            operation.Security = [];
        operation.Responses ??= [];
        var keyed = !open && metadata.OfType<IAuthorizeData>().Any();
        var endless = metadata.OfType<DisableRequestTimeoutAttribute>().Any();
        foreach (var (status, name) in Problems(operation.RequestBody is not null, keyed, endless))
        {
            operation.Responses.TryAdd(status, new OpenApiResponse
            {
                Description = name,
                Content = new Dictionary<string, IOpenApiMediaType>(StringComparer.Ordinal)
                {
                    [ProblemJson] = new OpenApiMediaType { Schema = context.SchemaGenerator.GenerateSchema(typeof(ProblemDetails), context.SchemaRepository) },
                },
            });
        }

        var responses = operation.Responses.OrderBy(response => response.Key, StringComparer.Ordinal).ToList();
        operation.Responses.Clear();
        foreach (var (status, response) in responses)
            operation.Responses.Add(status, response);
    }

    private static IEnumerable<(string Status, string Name)> Problems(bool hasBody, bool keyed, bool endless)
    {
        yield return ("400", "Bad Request");
        if (keyed)
        {
            yield return ("401", "Unauthorized");
            yield return ("403", "Forbidden");
        }

        if (hasBody)
            yield return ("415", "Unsupported Media Type");
        yield return ("500", "Internal Server Error");
        if (!endless)
            yield return ("504", "Gateway Timeout");
    }
}
