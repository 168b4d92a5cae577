using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace KDiffE.Api.Contract;

/// <summary>A body that is one row or a list of them. Such bodies are read as they come; this is for the description alone.</summary>
/// <typeparam name="T">The row.</typeparam>
internal abstract class OneOrMany<T>;

/// <summary>Describes <see cref="OneOrMany{T}"/>.</summary>
/// <param name="most">The most rows of a list.</param>
internal sealed class OneOrManySchema(int most) : ISchemaFilter
{
    /// <inheritdoc/>
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema described || !context.Type.IsGenericType || context.Type.GetGenericTypeDefinition() != typeof(OneOrMany<>))
            return;
        var row = context.SchemaGenerator.GenerateSchema(context.Type.GetGenericArguments()[0], context.SchemaRepository);
        (described.Type, described.Properties, described.AdditionalPropertiesAllowed) = (null, null, true);
        described.Description = "One, or a list.";
        described.OneOf = [row, new OpenApiSchema { Type = JsonSchemaType.Array, Items = row, MinItems = 1, MaxItems = most }];
    }
}
