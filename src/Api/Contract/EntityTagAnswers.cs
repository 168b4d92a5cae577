using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace KDiffE.Api.Contract;

/// <summary>Marks the routes whose answers have a tag, by which a client may ask whether its answer still holds.</summary>
internal sealed class HasEntityTag;

/// <summary>Describes the tags of such routes: where a client finds one, how it gives it back, what it hears then.</summary>
internal sealed class EntityTagAnswers : IOperationFilter
{
    /// <inheritdoc/>
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (!context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<HasEntityTag>().Any())
            return;
        (operation.Parameters ??= []).Add(new OpenApiParameter
        {
            Name = HeaderNames.IfNoneMatch,
            In = ParameterLocation.Header,
            Description = "The `ETag` of an answer that the client has: where it still holds, the answer is 304 and nothing is ranked.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });
        foreach (var status in (string[])["200", "304"])
        {
            ((OpenApiResponse)operation.Responses![status]).Headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal)
            {
                [HeaderNames.ETag] = new OpenApiHeader
                {
                    Description = "Stays the same as long as the answer does; absent where that is `degraded`.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                },
            };
        }
    }
}
