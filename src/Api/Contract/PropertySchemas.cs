using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace KDiffE.Api.Contract;

/// <summary>
/// Says of a contract's properties which are always there, which may be null and which words they may be. A contract is a record:
/// what its constructor must be given is required of a request, as what is marked so is, and in an answer always written unless
/// <see cref="JsonIgnoreAttribute"/> says otherwise; what is left out instead of being null is never null.
/// </summary>
internal sealed class PropertySchemas : ISchemaFilter
{
    private readonly NullabilityInfoContext _nullability = new();

    /// <inheritdoc/>
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema { Properties: { Count: > 0 } properties } described || !IsContract(context.Type))
            return;
        var parameters = context.Type.GetConstructors().SelectMany(constructor => constructor.GetParameters())
            .ToLookup(parameter => parameter.Name!, StringComparer.Ordinal);
        // What answers have beside it one day is no reason to refuse them.
        described.AdditionalPropertiesAllowed = context.Type.GetCustomAttribute<JsonUnmappedMemberHandlingAttribute>() is null;
        described.Required ??= new SortedSet<string>(StringComparer.Ordinal);
        foreach (var property in context.Type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var name = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            if (!properties.TryGetValue(name, out var value))
                continue;
            if (property.GetCustomAttribute<AllowedValuesAttribute>() is { } words && value is OpenApiSchema text)
                text.Enum = [.. words.Values.OfType<string>().Select(word => (JsonNode)word)];
            if (IsRequired(property, parameters[property.Name].FirstOrDefault()))
                described.Required.Add(name);
            if (IsLeftOut(property))
                NeverNull(value);
            else if (MayBeNull(property))
                properties[name] = OrNull(value);
        }
    }

    private static bool IsContract(Type type) => type.Namespace?.StartsWith("KDiffE.", StringComparison.Ordinal) == true;

    private static bool IsRequired(PropertyInfo property, ParameterInfo? parameter) =>
        property.IsDefined(typeof(RequiredAttribute)) || (parameter is { HasDefaultValue: false } && !IsLeftOut(property));

    private static bool IsLeftOut(PropertyInfo property) => property.GetCustomAttribute<JsonIgnoreAttribute>() is { Condition: not JsonIgnoreCondition.Never };

    private bool MayBeNull(PropertyInfo property) =>
        _nullability.Create(property).ReadState == NullabilityState.Nullable && !property.IsDefined(typeof(RequiredAttribute));

    // Text and numbers are described as nullable already; what refers to another schema is not.
    private static void NeverNull(IOpenApiSchema schema)
    {
        if (schema is OpenApiSchema own)
            own.Type &= ~JsonSchemaType.Null;
    }

    private static IOpenApiSchema OrNull(IOpenApiSchema schema)
    {
        if (schema is not OpenApiSchema { Type: { } type } own)
            return schema is OpenApiSchema { Type: null } ? schema : new OpenApiSchema { Description = schema.Description, OneOf = [schema, new OpenApiSchema { Type = JsonSchemaType.Null }] };
        own.Type = type | JsonSchemaType.Null;
        return own;
    }
}
