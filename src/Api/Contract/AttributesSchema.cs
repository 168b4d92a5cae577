using System.Text.Json;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace KDiffE.Api.Contract;

/// <summary>Says of attributes, which are any JSON to .NET, that they are an object of whatever members: one schema for all rows.</summary>
internal sealed class AttributesSchema : ISchemaFilter
{
    private const string Name = "Attributes";

    /// <inheritdoc/>
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema.Properties is not { } properties)
            return;
        foreach (var property in context.Type.GetProperties().Where(property => property.Name == Name))
        {
            if ((Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) != typeof(JsonElement))
                continue;
            var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            var reference = context.SchemaRepository.Schemas.ContainsKey(Name)
                ? new OpenApiSchemaReference(Name)
                : context.SchemaRepository.AddDefinition(Name, new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    AdditionalProperties = new OpenApiSchema(),
                    Description = "Whatever else is known, of any names and JSON values.",
                });
            reference.Description = properties[name].Description;
            properties[name] = reference;
        }
    }
}
